package io.ntpaudit.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.ntpaudit.audit.Field.Type;
import io.ntpaudit.chrony.Reading.Transport;
import io.ntpaudit.clock.HardwareClock;
import io.ntpaudit.clock.Virtualization;
import io.ntpaudit.host.ErrorKind;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The published schema says of each field what the program writes, and nothing else. */
class SchemaTest {
  /** Numbers that count nothing. */
  private static final Set<Field> CODES = Set.of(Field.SCHEMA, Field.LEAP_STATUS, Field.STRATUM);

  private static final Map<Type, String> UNITS =
      Map.of(Type.TEXT, "", Type.FLAG, "", Type.COUNT, " ", Type.SECONDS, "s", Type.PPM, "ppm");

  private final JsonNode schema = read();

  private static JsonNode read() {
    try (InputStream in = Field.class.getResourceAsStream("record.schema.json")) {
      return new JsonMapper().readTree(in);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void namesEveryFieldInItsOrder() {
    List<String> fields = Arrays.stream(Field.values()).map(Field::json).toList();
    assertEquals(fields, List.copyOf(schema.get("properties").propertyNames()));
  }

  @TestFactory
  Stream<DynamicTest> describesEachField() {
    return Arrays.stream(Field.values())
        .map(field ->
            DynamicTest.dynamicTest(field.json(), () -> describes(field, property(field))));
  }

  private JsonNode property(Field field) {
    return schema.get("properties").get(field.json());
  }

  /** Meaning, source and, of a number, the unit; of a number that may be negative, the sign. */
  private static void describes(Field field, JsonNode property) {
    String description = property.get("description").asString();
    String type = property.path("type").asString();
    assertTrue(description.contains("Source: "), description);
    if (!CODES.contains(field)) {
      String unit = UNITS.get(field.type());
      assertTrue(unit.isEmpty() || description.contains("Unit: " + unit.strip()), description);
    }
    switch (field.type()) {
      case TEXT -> assertTrue(type.equals("string") || property.has("enum"), type);
      case COUNT -> assertTrue(type.equals("integer") || property.has("const"), type);
      case SECONDS, PPM -> assertEquals("number", type);
      case FLAG -> assertEquals("boolean", type);
    }
    boolean bounded = property.has("minimum") || property.has("exclusiveMinimum");
    boolean signed = type.equals("number") && !bounded;
    boolean toldOf = description.contains("Positive: ") || description.contains("Negative only");
    assertTrue(!signed || toldOf || field == Field.REF_TIME, description);
  }

  @Test
  void itsVocabulariesAreTheProgrammes() {
    assertEquals(words(Verdict.values(), Verdict::word), vocabulary(Field.VERDICT));
    assertEquals(words(ErrorKind.values(), ErrorKind::word), vocabulary(Field.ERROR_KIND));
    assertEquals(words(Transport.values(), Transport::word), vocabulary(Field.TRANSPORT));
    assertEquals(
        words(HardwareClock.Status.values(), HardwareClock.Status::word),
        vocabulary(Field.NTP_PHC_STATUS));
    assertEquals(
        words(Virtualization.values(), Virtualization::word), vocabulary(Field.VIRTUALIZATION));
    assertEquals(Version.SCHEMA, property(Field.SCHEMA).get("const").asLong());
    List<String> ids = Checks.ALL.stream().map(Check::id).sorted().toList();
    for (Field field : List.of(Field.REASONS, Field.PENDING)) {
      String pattern = property(field).get("pattern").asString();
      String alternatives =
          pattern.substring(pattern.lastIndexOf(':') + 1, pattern.lastIndexOf("))"));
      assertEquals(ids, Stream.of(alternatives.split("\\|")).sorted().toList());
    }
  }

  private static <T> List<String> words(T[] values, java.util.function.Function<T, String> word) {
    return Arrays.stream(values).map(word).sorted().toList();
  }

  private List<String> vocabulary(Field field) {
    return property(field).get("enum").valueStream().map(JsonNode::asString).sorted().toList();
  }

  @Test
  void refusesWhatIsNoRecord() {
    assertTrue(ValidRecords.problems("{}").size() >= 14, "all required keys are missed");
    assertTrue(ValidRecords.problems("[]").size() > 0);
    assertTrue(ValidRecords.problems("{\"nonsense\":1}").toString().contains("nonsense"));
  }
}
