from django.urls import path

from sotay.library.views import keeping, reading, standing

app_name = "library"
urlpatterns = [
    path("", standing.shelves, name="shelves"),
    path("search/", standing.search, name="search"),
    path("bookmarks/", standing.bookmarks, name="bookmarks"),
    path("bookmarks/<int:bookmark_id>/remove/", reading.remove_bookmark, name="remove_bookmark"),
    path("kept/", reading.kept, name="kept"),
    path("kept/<int:edition_id>/", reading.kept_edition, name="kept_edition"),
    path("shelves/new/", keeping.open_shelf, name="open_shelf"),
    path("shelves/<int:shelf_id>/", standing.shelf, name="shelf"),
    path("shelves/<int:shelf_id>/change/", keeping.change_shelf, name="change_shelf"),
    path("shelves/<int:shelf_id>/close/", keeping.close_shelf, name="close_shelf"),
    path("shelves/<int:shelf_id>/new/", keeping.add_title, name="add_title"),
    path("titles/<int:title_id>/", standing.title, name="title"),
    path("titles/<int:title_id>/change/", keeping.change_title, name="change_title"),
    path("titles/<int:title_id>/withdraw/", keeping.withdraw_title, name="withdraw_title"),
    path("titles/<int:title_id>/add/", keeping.add_edition, name="add_edition"),
    path("editions/<int:edition_id>/", keeping.edition, name="edition"),
    path("editions/<int:edition_id>/progress/", keeping.progress, name="edition_progress"),
    path("editions/<int:edition_id>/again/", keeping.read_again, name="read_again"),
    path("editions/<int:edition_id>/withdraw/", keeping.withdraw_edition, name="withdraw_edition"),
    path("editions/<int:edition_id>/file/", reading.file, name="file"),
    path("read/<int:edition_id>/", reading.read_on, name="read_on"),
    path("read/<int:edition_id>/<int:number>/", reading.read, name="read"),
    path("read/<int:edition_id>/<int:number>/picture.webp", reading.picture, name="picture"),
    path(
        "read/<int:edition_id>/pictures/<int:number>.webp",
        reading.inner_picture,
        name="inner_picture",
    ),
    path("read/<int:edition_id>/<int:number>/bookmark/", reading.bookmark, name="bookmark"),
]
