"""The Merkle tree of RFC 9162, section 2.1: roots, and short proofs that anybody can check.

Everything here works on leaf hashes of 32 bytes. A leaf and a node are hashed behind different
first bytes, so that neither can be passed off as the other.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()
HASH_BYTES = 32


def leaf_hash(content: bytes) -> bytes:
    """The hash of an entry: SHA-256 of 0x00 and the content (RFC 9162, 2.1.1)."""
    return sha256(b"\x00" + content).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees: SHA-256 of 0x01 and both (RFC 9162, 2.1.1)."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The right edge of a tree: enough to go on adding leaves and to state the root at any time.

    Holds one hash for each complete subtree from left to right, the largest first; there are as
    many as the size has ones in binary.
    """

    def __init__(self, size: int = 0, edge: Sequence[bytes] = ()) -> None:
        if size < 0 or len(edge) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} edge hashes")
        self.size = size
        self._edge = list(edge)

    def append(self, leaf: bytes) -> None:
        whole, size = leaf, self.size
        while size & 1:
            whole = node_hash(self._edge.pop(), whole)
            size >>= 1
        self._edge.append(whole)
        self.size += 1

    def root(self) -> bytes:
        if not self._edge:
            return EMPTY_ROOT
        whole = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            whole = node_hash(left, whole)
        return whole

    def to_bytes(self) -> bytes:
        """The edge hashes one after another; the size is kept beside them."""
        return b"".join(self._edge)

    @classmethod
    def from_bytes(cls, size: int, edge: bytes) -> "Frontier":
        """The frontier that :meth:`to_bytes` wrote for ``size`` leaves.

        :raises ValueError: the number of bytes does not fit the size
        """
        if len(edge) % HASH_BYTES:
            raise ValueError("an edge is made of whole hashes")
        parts = [edge[i : i + HASH_BYTES] for i in range(0, len(edge), HASH_BYTES)]
        return cls(size, parts)


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over ``leaves``, in order; of no leaves, the hash of nothing."""
    edge = Frontier()
    for leaf in leaves:
        edge.append(leaf)
    return edge.root()


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``, which is at least 2."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that lead from leaf ``index`` to the root, lowest first (RFC 9162, 2.1.3.1).

    :raises IndexError: there is no such leaf
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"leaf {index} of {len(leaves)}")
    if len(leaves) == 1:
        return []
    half = _split(len(leaves))
    if index < half:
        return [*inclusion_proof(index, leaves[:half]), root(leaves[half:])]
    return [*inclusion_proof(index - half, leaves[half:]), root(leaves[:half])]


def consistency_proof(first: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show the first ``first`` leaves to be unchanged (RFC 9162, 2.1.4.1).

    :raises IndexError: ``first`` is not between 1 and the number of leaves
    """
    if not 1 <= first <= len(leaves):
        raise IndexError(f"a tree of {len(leaves)} leaves has no part of {first}")
    return _subproof(first, leaves, complete=True)


def _subproof(first: int, leaves: Sequence[bytes], *, complete: bool) -> list[bytes]:
    if first == len(leaves):
        return [] if complete else [root(leaves)]
    half = _split(len(leaves))
    if first <= half:
        return [*_subproof(first, leaves[:half], complete=complete), root(leaves[half:])]
    return [*_subproof(first - half, leaves[half:], complete=False), root(leaves[:half])]


def verify_inclusion(
    index: int, size: int, leaf: bytes, proof: Sequence[bytes], claimed_root: bytes
) -> bool:
    """Whether ``leaf`` stands at ``index`` in the tree of ``size`` leaves (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if place & 1 or place == last:
            reached = node_hash(step, reached)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            reached = node_hash(reached, step)
        place >>= 1
        last >>= 1
    return last == 0 and reached == claimed_root


def verify_consistency(
    first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes
) -> bool:
    """Whether the tree of ``second`` leaves begins with that of ``first`` (RFC 9162, 2.1.4.2)."""
    if not 1 <= first <= second:
        return False
    if first == second:
        return not proof and first_root == second_root
    steps = list(proof)
    if first.bit_count() == 1:  # the whole first tree is one subtree of the second
        steps.insert(0, first_root)
    if not steps:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place >>= 1
        last >>= 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old = node_hash(step, old)
            new = node_hash(step, new)
            while not place & 1 and place:
                place >>= 1
                last >>= 1
        else:
            new = node_hash(new, step)
        place >>= 1
        last >>= 1
    return last == 0 and old == first_root and new == second_root
