"""The controls that questions are answered with, one small file each."""
