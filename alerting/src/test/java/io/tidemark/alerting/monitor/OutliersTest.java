package io.tidemark.alerting.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is unlike the others. Seeded. */
final class OutliersTest {

    @ParameterizedTest
    @EnumSource(Outliers.Algorithm.class)
    void oneThatIsFarOffIsFoundAndNoOther(Outliers.Algorithm algorithm) {
        for (int seed = 0; seed < 50; seed++) {
            SortedMap<String, double[]> members = members(12, 30, seed);
            double[] strange = members.get("m03");
            for (int i = 0; i < strange.length; i++) {
                strange[i] += 40;
            }
            SortedMap<String, Outliers.Verdict> verdicts = new Outliers(algorithm, 3, 20).judge(members);
            assertThat(verdicts.entrySet().stream()
                            .filter(e -> e.getValue().outlier())
                            .map(e -> e.getKey()))
                    .as("seed " + seed)
                    .containsExactly("m03");
            assertThat(verdicts.get("m03").distance()).isGreaterThan(1);
        }
    }

    @ParameterizedTest
    @EnumSource(Outliers.Algorithm.class)
    void equalMembersHaveNoOutlier(Outliers.Algorithm algorithm) {
        SortedMap<String, double[]> members = new TreeMap<>();
        for (int m = 0; m < 5; m++) {
            members.put("m" + m, new double[] {5, 5, 5});
        }
        assertThat(new Outliers(algorithm, 3, 20).judge(members).values())
                .hasSize(5)
                .noneMatch(Outliers.Verdict::outlier);
    }

    @ParameterizedTest
    @EnumSource(Outliers.Algorithm.class)
    void ofThreeTheOneThatIsFarOffIsFoundAndNoOther(Outliers.Algorithm algorithm) {
        for (int seed = 0; seed < 50; seed++) {
            SortedMap<String, double[]> members = members(3, 30, seed);
            double[] strange = members.get("m01");
            for (int i = 0; i < strange.length; i++) {
                strange[i] += 40;
            }
            assertThat(new Outliers(algorithm, 3, 20)
                            .judge(members).entrySet().stream()
                                    .filter(e -> e.getValue().outlier())
                                    .map(e -> e.getKey()))
                    .as("seed " + seed)
                    .containsExactly("m01");
        }
    }

    @Test
    void twoOfTwoKindsAreToldByTheLargerCluster() {
        SortedMap<String, double[]> members = members(9, 20, 5);
        for (String odd : new String[] {"m00", "m01"}) {
            double[] values = members.get(odd);
            for (int i = 0; i < values.length; i++) {
                values[i] += 60;
            }
        }
        SortedMap<String, Outliers.Verdict> verdicts = new Outliers(Outliers.Algorithm.DBSCAN, 3, 20).judge(members);
        assertThat(verdicts.get("m00").outlier()).isTrue();
        assertThat(verdicts.get("m01").outlier()).isTrue();
        assertThat(verdicts.get("m02").outlier()).isFalse();
    }

    @Test
    void fewerThanThreeAreNotJudgedNorIsWhoLacksHalfTheWindow() {
        SortedMap<String, double[]> members = members(3, 10, 1);
        assertThat(new Outliers(Outliers.Algorithm.MAD, 3, 20).judge(members)).hasSize(3);
        java.util.Arrays.fill(members.get("m01"), 0, 6, Double.NaN);
        assertThat(new Outliers(Outliers.Algorithm.MAD, 3, 20).judge(members)).isEmpty();
    }

    private static SortedMap<String, double[]> members(int count, int width, int seed) {
        Random noise = new Random(seed);
        SortedMap<String, double[]> members = new TreeMap<>();
        for (int m = 0; m < count; m++) {
            double[] values = new double[width];
            for (int t = 0; t < width; t++) {
                values[t] = 100 + 10 * Math.sin(t / 3.0) + noise.nextDouble() * 4;
            }
            members.put(String.format("m%02d", m), values);
        }
        return members;
    }
}
