package io.tidemark.alerting.topology;

import java.util.function.BiConsumer;

/** Where the memory of groups is kept between records and restarts: bytes by key. */
interface GroupTable {

    void forEach(BiConsumer<String, byte[]> entry);

    void put(String key, byte[] value);

    void delete(String key);
}
