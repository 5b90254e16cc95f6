/**
 * The language of monitors' messages: which tags a template has, which names they may use, and what is wrong with it.
 *
 * <p>Pure and quick: reads a text once, resolves nothing, renders nothing. It stands beside the documents because whoever takes a
 * monitor refuses a message that cannot be rendered; rendering is alerting's.
 *
 * <p>Limits: 100 KiB of text, blocks 32 deep, sums of 500 characters and 50 brackets, 50 faults told.
 */
package io.tidemark.message;
