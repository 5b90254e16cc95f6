#!/usr/bin/env python3
"""Print Tidemark's bands or anomalies as they are published.

Needs kafka-python and avro (Debian: python3-kafka python3-avro).

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

import avro.io
import avro.schema
from kafka import KafkaConsumer, TopicPartition


def read_schemas(bootstrap, topic):
    """Every schema on the topic, by fingerprint."""
    consumer = KafkaConsumer(bootstrap_servers=bootstrap, auto_offset_reset="earliest", enable_auto_commit=False)
    partition = TopicPartition(topic, 0)
    consumer.assign([partition])
    end = consumer.end_offsets([partition])[partition]
    schemas = {}
    while consumer.position(partition) < end:
        for records in consumer.poll(timeout_ms=1000).values():
            for record in records:
                schemas[record.key.decode()] = avro.schema.parse(record.value.decode())
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
    arguments.add_argument("--seconds", type=float, default=0, help="end after so long without a record")
    options = arguments.parse_args()

    schemas = read_schemas(options.bootstrap, options.prefix + "schemas")
    consumer = KafkaConsumer(
        options.prefix + options.topic,
        bootstrap_servers=options.bootstrap,
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        isolation_level="read_committed",
        consumer_timeout_ms=int(options.seconds * 1000) or float("inf"),
    )
    printed = 0
    for record in consumer:
        value = decode(record.value, schemas)
        if options.detector and value.get("detector") != options.detector:
            continue
        for row in band_rows(value) if options.topic == "bands" else [value]:
            print(row, flush=True)
            printed += 1
            if options.max and printed >= options.max:
                return 0
    return 0 if printed else 1


if __name__ == "__main__":
    sys.exit(main())
