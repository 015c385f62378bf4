using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>The scenario format as JSON Schema, for editors and other programs.</summary>
internal static class ScenarioSchema
{
    private static readonly JsonSerializerOptions Indented = new(ScenarioFile.Format)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static string Text()
    {
        var schema = ScenarioFile.Format.GetJsonSchemaAsNode(typeof(Scenario), new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = Refine,
        }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Scenario of the CLEMAP simulator");
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonNode Refine(JsonSchemaExporterContext context, JsonNode schema)
    {
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type == typeof(TimeSpan))
            schema = new JsonObject { ["type"] = type == context.TypeInfo.Type ? "string" : new JsonArray("string", "null"), ["pattern"] = DayTimeConverter.Pattern };
        if (schema is JsonObject described && Description(context.PropertyInfo?.AttributeProvider) is { } text)
            described.Insert(0, "description", text);
        return schema;
    }

    private static string? Description(ICustomAttributeProvider? provider) =>
        provider?.GetCustomAttributes(typeof(DescriptionAttribute), inherit: true).OfType<DescriptionAttribute>().FirstOrDefault()?.Description;
}
