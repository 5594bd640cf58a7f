package io.jenkins.plugins.orchestrator.engine.validate.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** Which certificates are trusted: Java's, and those of a PEM text. Nothing turns that off. */
final class Trust {
  private Trust() {}

  /**
   * @param pem null for Java's alone
   * @throws IOException when the text holds no certificate that can be read
   */
  static SSLContext context(@Nullable String pem) throws IOException {
    try {
      if (pem == null) {
        return SSLContext.getDefault();
      }
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(
                  new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
      if (certificates.isEmpty()) {
        throw new IOException("the file of ca holds no certificate; expected PEM");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate root : managerOf(null).getAcceptedIssuers()) {
        store.setCertificateEntry("java-" + store.size(), root);
      }
      for (Certificate certificate : certificates) {
        store.setCertificateEntry("own-" + store.size(), certificate);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {managerOf(store)}, null);
      return context;
    } catch (CertificateException e) {
      throw new IOException("the file of ca holds no certificate that can be read: " + e, e);
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up: " + e, e);
    }
  }

  private static X509TrustManager managerOf(@Nullable KeyStore store)
      throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    for (TrustManager manager : factory.getTrustManagers()) {
      if (manager instanceof X509TrustManager found) {
        return found;
      }
    }
    throw new GeneralSecurityException("no trust manager for X.509");
  }
}
