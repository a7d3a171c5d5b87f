package dev.tombola.experiment;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.AnnotatedMember;
import tools.jackson.databind.introspect.AnnotatedParameter;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.jsontype.NamedType;

/// Binds sealed interfaces of records without an annotation in them: `kind` says which record, by
/// its name in small letters with hyphens; enum constants are written so too.
final class KindIntrospector extends JacksonAnnotationIntrospector {
  private static final long serialVersionUID = 1;

  static final String KIND = "kind";

  private static final JsonFormat.Value ONE_OR_LIST =
      JsonFormat.Value.empty()
          .withFeature(JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
          .withFeature(JsonFormat.Feature.WRITE_SINGLE_ELEM_ARRAYS_UNWRAPPED);

  @Override
  public JsonTypeInfo.@Nullable Value findPolymorphicTypeInfo(
      MapperConfig<?> config, Annotated annotated) {
    return annotated instanceof AnnotatedClass type && sealedBase(type.getRawType()) != null
        ? JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, KIND, null, false, true, true)
        : super.findPolymorphicTypeInfo(config, annotated);
  }

  @Override
  public @Nullable List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
    Class<?> type = annotated.getRawType();
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses())
            .map(kind -> new NamedType(kind, name(kind)))
            .toList()
        : super.findSubtypes(config, annotated);
  }

  @Override
  public @Nullable String findTypeName(MapperConfig<?> config, AnnotatedClass type) {
    return sealedBase(type.getRawType()) != null && type.getRawType().isRecord()
        ? name(type.getRawType())
        : super.findTypeName(config, type);
  }

  /// Every component of a record is required, but for those marked `@Nullable`.
  @Override
  public @Nullable Boolean hasRequiredMarker(MapperConfig<?> config, AnnotatedMember member) {
    if (member instanceof AnnotatedParameter parameter
        && parameter.getOwner().getDeclaringClass().isRecord()) {
      RecordComponent component =
          parameter.getOwner().getDeclaringClass().getRecordComponents()[parameter.getIndex()];
      return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
    return super.hasRequiredMarker(config, member);
  }

  /// A list of numbers with one element is that number: what may be stated by channel may be stated
  /// for all of them.
  @Override
  public JsonFormat.Value findFormat(MapperConfig<?> config, Annotated annotated) {
    JsonFormat.Value format = super.findFormat(config, annotated);
    JavaType type = annotated instanceof AnnotatedMember ? annotated.getType() : null;
    return type != null
            && type.isCollectionLikeType()
            && type.getContentType().hasRawClass(Double.class)
        ? JsonFormat.Value.merge(format, ONE_OR_LIST)
        : format;
  }

  @Override
  public String[] findEnumValues(
      MapperConfig<?> config, AnnotatedClass type, Enum<?>[] constants, String[] names) {
    for (int i = 0; i < constants.length; i++) {
      names[i] = constants[i].name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
    return names;
  }

  /// `RandomMask` is `random-mask` and `Lenet5` is `lenet-5`; `AdamW`, a name of its own, is
  /// `adamw`.
  static String name(Class<?> kind) {
    return kind.getSimpleName()
        .replaceAll("(?<=[a-z])(?=[A-Z][a-z]|\\d)", "-")
        .toLowerCase(Locale.ROOT);
  }

  private static @Nullable Class<?> sealedBase(Class<?> type) {
    if (type.isInterface()) {
      return type.isSealed() ? type : null;
    }
    return Arrays.stream(type.getInterfaces()).filter(Class::isSealed).findFirst().orElse(null);
  }
}
