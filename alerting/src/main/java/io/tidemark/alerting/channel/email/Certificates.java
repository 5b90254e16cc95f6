package io.tidemark.alerting.channel.email;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/** Checks one server's certificate as the JDK does, and remembers it, so that a refusal can say whose it was and until when. */
final class Certificates extends X509ExtendedTrustManager {

    private final X509ExtendedTrustManager checks;
    private volatile X509Certificate seen;

    private Certificates(X509ExtendedTrustManager checks) {
        this.checks = checks;
    }

    /** @param trusted authorities to trust; empty for those of the JDK */
    static Certificates trusting(Optional<KeyStore> trusted) {
        try {
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted.orElse(null));
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return new Certificates(extended);
                }
            }
            throw new IllegalStateException("this JDK has no X.509 trust manager");
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("trusted certificates cannot be read", broken);
        }
    }

    SSLSocketFactory sockets() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("this JDK has no TLS", broken);
        }
    }

    /** {@code certificate of CN=mail.example.org, valid until 2026-11-22}; empty if none was shown. */
    String describe() {
        return seen == null
                ? ""
                : "certificate of " + seen.getSubjectX500Principal().getName() + ", valid until "
                        + seen.getNotAfter().toInstant().toString().substring(0, 10);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        seen = chain[0];
        // The JDK passes over the dates of a certificate that is its own trusted authority.
        chain[0].checkValidity();
        checks.checkServerTrusted(chain, type, socket);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        seen = chain[0];
        chain[0].checkValidity();
        checks.checkServerTrusted(chain, type, engine);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        seen = chain[0];
        chain[0].checkValidity();
        checks.checkServerTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) throws CertificateException {
        checks.checkClientTrusted(chain, type, socket);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) throws CertificateException {
        checks.checkClientTrusted(chain, type, engine);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        checks.checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return checks.getAcceptedIssuers();
    }
}
