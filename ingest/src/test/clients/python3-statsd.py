"""Sends a known set with Debian's python3-statsd, each thing once. Usage: python3 python3-statsd.py PORT"""

import sys

import statsd

client = statsd.StatsClient("127.0.0.1", int(sys.argv[1]), prefix="pystatsd")
client.incr("views", 3)
client.decr("views")
client.gauge("level", 7.5)
client.timing("time", 250)
client.set("users", "anna")
with client.pipeline() as packed:
    packed.incr("packed.a")
    packed.incr("packed.b", 2)
