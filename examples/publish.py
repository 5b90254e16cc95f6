#!/usr/bin/env python3
"""Publish points to Tidemark, one a record, as lines of the input say.

Needs kafka-python (Debian: python3-kafka). A line is SERIES|JSON; the series is the record's key, and as
kafka-python chooses the partition as Kafka's own clients do, its points come together wherever they come from:

    echo 'shop.orders{shop:berlin}|{"value": 17, "timestamp": '$(date +%s)'}' | publish.py --bootstrap 127.0.0.1:9092
"""
import argparse
import sys

from kafka import KafkaProducer


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bootstrap", default="127.0.0.1:9092")
    arguments.add_argument("--prefix", default="tidemark.")
    options = arguments.parse_args()

    producer = KafkaProducer(bootstrap_servers=options.bootstrap, acks="all")
    sent = []
    for line in sys.stdin:
        series, _, point = line.rstrip("\n").partition("|")
        sent.append(producer.send(options.prefix + "points", key=series.encode(), value=point.encode()))
    producer.flush()
    for one in sent:
        where = one.get(timeout=30)
        print(f"{where.topic} partition {where.partition} offset {where.offset}")
    producer.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
