package io.tidemark.console.oidc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.console.route.Role;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OidcFileTest {

    private static final String FILE = """
            issuer: https://login.example.org/realms/ops
            client_id: tidemark
            client_secret: "${env:OIDC_SECRET}"
            address: https://tidemark.example.org/
            role_claim: realm_access.roles
            roles: {admin: [tidemark-admins], viewer: ["*"]}
            """;

    @Test
    void theSecretComesFromTheEnvironmentAndIsNotPrinted() {
        OidcSettings settings = OidcFile.read(FILE, name -> Optional.of(name + "-value"));

        assertThat(settings.clientSecret()).contains("OIDC_SECRET-value");
        assertThat(settings.toString()).doesNotContain("OIDC_SECRET-value");
        assertThat(settings.returnAddress()).hasToString("https://tidemark.example.org/api/console/oidc/return");
        assertThat(settings.role(Set.of("tidemark-admins"))).contains(Role.ADMIN);
        assertThat(settings.role(Set.of())).contains(Role.VIEWER);
    }

    @Test
    void aSecretThatIsNotSetIsTold() {
        assertThatThrownBy(() -> OidcFile.read(FILE, name -> Optional.empty())).hasMessageContaining("OIDC_SECRET");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            issuer: https://login.example.org/realms/ops | issuer: http://login.example.org | expected https
            issuer: https://login.example.org/realms/ops | issuer: http://localhost.evil.org | expected https
            client_id: tidemark                          | client: tidemark                 | client is not known
            client_id: tidemark                          | client_id: ''                    | client_id is
            roles: {admin: [tidemark-admins], viewer: ["*"]} | roles: {}                    | nobody could come in
            roles: {admin: [tidemark-admins], viewer: ["*"]} | roles: {root: [a]}           | roles.root is no role
            roles: {admin: [tidemark-admins], viewer: ["*"]} | scopes: [email]              | openid among them
            address: https://tidemark.example.org/       | a: [                             | line
            """)
    void whatIsWrongIsTold(String line, String instead, String message) {
        String wrong = FILE.replace(line, instead);
        assertThat(wrong).isNotEqualTo(FILE);

        assertThatThrownBy(() -> OidcFile.read(wrong, name -> Optional.of("secret")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("[bad-oidc]");
    }
}
