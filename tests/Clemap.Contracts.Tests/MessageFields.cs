using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Contracts.Tests;

/// <summary>One line per field of every message and of all it holds: <c>Reading.at DateTimeOffset mandatory</c>.</summary>
internal static class MessageFields
{
    public static IReadOnlyList<string> Of(IEnumerable<Type> messages, JsonSerializerOptions options)
    {
        var (lines, waiting, seen) = (new List<string>(), new Queue<Type>(messages), new HashSet<Type>());
        while (waiting.TryDequeue(out var type))
        {
            if (!seen.Add(type))
                continue;
            var info = options.GetTypeInfo(type);
            foreach (var property in info.Kind == JsonTypeInfoKind.Object ? info.Properties : [])
                lines.Add($"{type.Name}.{property.Name} {NameOf(property.PropertyType)}{(property.IsRequired ? " mandatory" : "")}");
            foreach (var part in info.Kind == JsonTypeInfoKind.Object ? info.Properties.Select(property => property.PropertyType) : [type])
            {
                foreach (var inner in Parts(part).Where(inner => inner.Namespace!.StartsWith("Clemap", StringComparison.Ordinal)))
                    waiting.Enqueue(inner);
            }

            if (type.IsEnum)
                lines.AddRange(Enum.GetValues(type).Cast<object>().Select(value => $"{type.Name}.{JsonSerializer.Serialize(value, info).Trim('"')} value"));
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    private static IEnumerable<Type> Parts(Type type) => type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [type];

    private static string NameOf(Type type) => type switch
    {
        _ when Nullable.GetUnderlyingType(type) is { } inner => NameOf(inner) + "?",
        { IsGenericType: true } => $"{type.Name.Split('`')[0]}<{string.Join(',', type.GetGenericArguments().Select(NameOf))}>",
        _ => type.Name,
    };
}
