"""Organisations through time: the tree as dated placements, the acts that change it, offices.

An organisation is never deleted. Founding, merging, splitting, renaming, re-parenting and
dissolving are acts with a deciding document; succession says which organisation continues which.
Rights come from offices held here, on the day of acting.
"""
