#!/bin/sh
# A random number from 1 to 99: docs/recipes/custom-check.md
echo "random.number:$(shuf -i 1-99 -n 1)|g"
