#!/usr/bin/env python3
"""Print Tidemark's bands or anomalies as they are published.

Needs confluent-kafka and avro (Debian: python3-confluent-kafka python3-avro). Reads committed records only, which
kafka-python before 2.1 cannot: what a process wrote just before it was killed is not part of the result.

    subscribe.py --bootstrap 127.0.0.1:9092 --topic anomalies
    subscribe.py --bootstrap 127.0.0.1:9092 --topic bands --detector cpu --max 10

Records are Avro in single-object encoding: C3 01, the schema's 64-bit fingerprint
(little-endian), then the body. The schemas stand on the topic `tidemark.schemas`,
keyed by the fingerprint in hexadecimal.
"""
import argparse
import io
import struct
import sys
import time

import avro.io
import avro.schema
from confluent_kafka import OFFSET_BEGINNING, Consumer, KafkaError, KafkaException, TopicPartition


def consumer_of(bootstrap, topic):
    """A consumer of all partitions from their beginning."""
    consumer = Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "subscribe.py",  # asked for by the library; nothing is stored under it
            "enable.auto.commit": False,
            "isolation.level": "read_committed",
            "enable.partition.eof": True,
        }
    )
    partitions = consumer.list_topics(topic, timeout=10).topics[topic].partitions
    consumer.assign([TopicPartition(topic, partition, OFFSET_BEGINNING) for partition in partitions])
    return consumer


def next_value(consumer):
    """The value of the next record; None where none came within half a second."""
    record = consumer.poll(0.5)
    if record is None or (record.error() and record.error().code() == KafkaError._PARTITION_EOF):
        return None
    if record.error():
        raise KafkaException(record.error())
    return record.value()


def read_schemas(bootstrap, topic):
    """Every schema on the topic, by fingerprint."""
    consumer = consumer_of(bootstrap, topic)
    schemas = {}
    while True:
        record = consumer.poll(10)
        if record is None or record.error():
            if record is None or record.error().code() != KafkaError._PARTITION_EOF:
                raise KafkaException(record.error() if record else f"no answer about {topic}")
            break  # the topic has one partition
        schemas[record.key().decode()] = avro.schema.parse(record.value().decode())
    consumer.close()
    return schemas


def decode(value, schemas):
    """One record as a dict."""
    if value[:2] != b"\xc3\x01":
        raise ValueError(f"not a single-object record: it starts with {value[:2].hex()}")
    fingerprint = f"{struct.unpack('<Q', value[2:10])[0]:016x}"
    if fingerprint not in schemas:
        raise ValueError(f"schema {fingerprint} is not on the topic of schemas")
    decoder = avro.io.BinaryDecoder(io.BytesIO(value[10:]))
    return avro.io.DatumReader(schemas[fingerprint]).read(decoder)


def band_rows(batch):
    """The rows of a band batch: columns turned into one dict for each judged bucket."""
    start = 0
    for row, delta in enumerate(batch["startDeltaSeconds"]):
        start += delta
        yield {
            "detector": batch["detector"],
            "group": batch["groups"][batch["groupIndex"][row]],
            "start": start,
            "value": batch["value"][row],
            "expected": batch["expected"][row],
            "lower": batch["lower"][row],
            "upper": batch["upper"][row],
            "score": batch["score"][row],
            "anomalous": bool(batch["flags"][row] & 1),
        }


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--bootstrap", default="127.0.0.1:9092")
    arguments.add_argument("--prefix", default="tidemark.")
    arguments.add_argument("--topic", choices=["bands", "anomalies", "alerts", "events"], default="anomalies")
    arguments.add_argument("--detector", help="only this detector's records")
    arguments.add_argument("--max", type=int, default=0, help="end after so many rows (default: go on)")
    arguments.add_argument("--seconds", type=float, default=0, help="end after so long without a row")
    options = arguments.parse_args()

    schemas = read_schemas(options.bootstrap, options.prefix + "schemas")
    consumer = consumer_of(options.bootstrap, options.prefix + options.topic)
    printed = 0
    last = time.monotonic()
    while not options.seconds or time.monotonic() - last < options.seconds:
        record = next_value(consumer)
        value = decode(record, schemas) if record else {}
        if not value or (options.detector and value.get("detector") != options.detector):
            continue
        for row in band_rows(value) if options.topic == "bands" else [value]:
            print(row, flush=True)
            last = time.monotonic()
            printed += 1
            if options.max and printed >= options.max:
                return 0
    return 0 if printed else 1


if __name__ == "__main__":
    sys.exit(main())
