// Says in words that a security key could not be read; allauth tells it by an event only.
document.addEventListener('allauth.error', (event) => {
  event.preventDefault()
  const place = document.getElementById('khoa-loi')
  if (place) place.textContent = place.dataset.failed
})
