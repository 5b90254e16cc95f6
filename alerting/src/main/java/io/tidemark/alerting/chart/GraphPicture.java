package io.tidemark.alerting.chart;

import io.tidemark.avro.Graph;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import javax.imageio.ImageIO;

/** The recorded band of a notification as a PNG: {@value #WIDTH} × {@value #HEIGHT} logical pixels, twice that in the file. */
public final class GraphPicture {

    /** Width to show it at, in CSS pixels; fits the 640 px of a mail's column. */
    public static final int WIDTH = 640;

    /** Height to show it at, in CSS pixels. */
    public static final int HEIGHT = 280;

    private static final int SCALE = 2;

    static {
        // Without this a server that happens to have DISPLAY set would try to talk to it.
        if (System.getProperty("java.awt.headless") == null) {
            System.setProperty("java.awt.headless", "true");
        }
    }

    private GraphPicture() {}

    /**
     * Draws the graph.
     *
     * @return the PNG, or nothing where the graph holds no bucket at all
     * @throws IllegalArgumentException if the columns differ in length
     * @throws PictureUnavailableException if this machine cannot draw, say for want of any font
     */
    public static Optional<byte[]> png(Graph graph) {
        GraphPoints points = Thinning.thin(GraphPoints.of(graph));
        if (points.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(encoded(drawn(new Drawing(points, graph))));
        } catch (LinkageError | InternalError | RuntimeException cannotDraw) {
            // A JDK without fonts or without its native AWT part answers with any of these.
            throw new PictureUnavailableException(
                    "the picture could not be drawn: " + cannotDraw + ". Install a font and fontconfig. [no-picture]",
                    cannotDraw);
        }
    }

    private static BufferedImage drawn(Drawing drawing) {
        BufferedImage image = new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.scale(SCALE, SCALE);
            drawing.paint(graphics, WIDTH, HEIGHT);
        } finally {
            graphics.dispose();
        }
        return image;
    }

    private static byte[] encoded(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1 << 16);
        try {
            if (!ImageIO.write(image, "png", bytes)) {
                throw new IllegalStateException("this JDK has no PNG writer");
            }
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }
}
