package io.tidemark.ingest.http;

/** One form in which series arrive. Pure: what it reads is a function of the bytes and of the batch's rules. */
interface SeriesForm {

    /**
     * Reads a whole body.
     *
     * @param batch takes the series
     * @param pointsMax points and values over which the body is refused
     */
    SeriesBatch.Result read(byte[] body, SeriesBatch batch, int pointsMax);
}
