"""The hash tree against published vectors, and against itself on random logs."""

from hypothesis import given, settings
from hypothesis import strategies as st

from sotay.core.audit import tree

# Inputs, roots and proofs of the reference tests of Certificate Transparency.
LEAVES = [
    tree.leaf_hash(bytes.fromhex(text))
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
INCLUSION = {
    (0, 1): [],
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 3): ["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"],
    (1, 5): [
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}

logs = st.integers(1, 70).map(lambda n: [tree.leaf_hash(n.to_bytes(2)) for n in range(n)])


class TestPublishedVectors:
    def test_the_empty_tree_is_the_hash_of_nothing(self):
        assert tree.root([]).hex() == (
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        )

    def test_roots_of_one_to_eight_leaves(self):
        assert [tree.root(LEAVES[:n]).hex() for n in range(1, 9)] == ROOTS

    def test_inclusion_proofs(self):
        for (index, size), proof in INCLUSION.items():
            assert [h.hex() for h in tree.inclusion_proof(index, LEAVES[:size])] == proof

    def test_consistency_proofs(self):
        for (first, second), proof in CONSISTENCY.items():
            assert [h.hex() for h in tree.consistency_proof(first, LEAVES[:second])] == proof


class TestProofs:
    @settings(max_examples=30, deadline=None)
    @given(logs, st.data())
    def test_every_leaf_is_shown_to_be_in_the_tree_and_nowhere_else(self, log, data):
        index = data.draw(st.integers(0, len(log) - 1))
        top = tree.root(log)
        proof = tree.inclusion_proof(index, log)

        assert tree.verify_inclusion(index, len(log), log[index], proof, top)
        other = tree.leaf_hash(b"another")
        assert not tree.verify_inclusion(index, len(log), other, proof, top)
        for wrong in range(len(log)):
            if wrong != index:
                assert not tree.verify_inclusion(wrong, len(log), log[index], proof, top)

    @settings(max_examples=30, deadline=None)
    @given(logs, st.data())
    def test_a_longer_log_is_shown_to_begin_with_the_shorter(self, log, data):
        first = data.draw(st.integers(1, len(log)))
        old, new = tree.root(log[:first]), tree.root(log)
        proof = tree.consistency_proof(first, log)

        assert tree.verify_consistency(first, len(log), proof, old, new)
        if first < len(log):
            changed = [tree.leaf_hash(b"changed"), *log[1:]]
            assert not tree.verify_consistency(
                first, len(log), tree.consistency_proof(first, changed), old, tree.root(changed)
            )
            assert not tree.verify_consistency(first, len(log), [*proof, new], old, new)
            assert not tree.verify_consistency(first, len(log), proof[:-1], old, new)

    @settings(max_examples=30, deadline=None)
    @given(logs, st.data())
    def test_a_frontier_kept_aside_goes_on_to_the_same_root(self, log, data):
        kept = data.draw(st.integers(0, len(log)))
        before = tree.Frontier()
        for leaf in log[:kept]:
            before.append(leaf)

        after = tree.Frontier.from_bytes(kept, before.to_bytes())
        for leaf in log[kept:]:
            after.append(leaf)

        assert after.root() == tree.root(log)

    def test_places_outside_the_tree_are_refused(self):
        for index in (-1, 8):
            assert not tree.verify_inclusion(index, 8, LEAVES[0], [], tree.root(LEAVES))
        assert not tree.verify_consistency(0, 8, [], b"", tree.root(LEAVES))
