using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Schema;

namespace Clemap.Edge.Stations.Catalogue;

/// <summary>The JSON schema of definition files, from the types that read them.</summary>
internal static class DefinitionSchema
{
    public static string Text()
    {
        var schema = StationJson.Default.Options.GetJsonSchemaAsNode(
            typeof(StationDefinition), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }).AsObject();
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Definition of a charging station");
        schema.Insert(2, "description", "What the fields mean: guides/station-definitions.md");
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
            schema.WriteTo(writer);
        return System.Text.Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}
