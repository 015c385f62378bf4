using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Simulator.Cases;

/// <summary>A number that can be reckoned with; 1e400 would be read as infinity.</summary>
internal sealed class FiniteNumberConverter : JsonConverter<double>
{
    public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number) throw new JsonException("a number is expected.");
        return reader.TryGetDouble(out var value) && double.IsFinite(value) ? value : throw new JsonException("the number is too large.");
    }

    public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
}
