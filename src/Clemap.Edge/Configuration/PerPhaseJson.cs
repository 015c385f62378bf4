using System.Text.Json;
using System.Text.Json.Serialization;
using Clemap.LoadControl.Electrical;

namespace Clemap.Edge.Configuration;

/// <summary>Currents per phase: <c>[10, 12, 8]</c>, or one number for all three.</summary>
internal sealed class PerPhaseJson : JsonConverter<PhaseCurrents>
{
    public override PhaseCurrents Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number)
            return PhaseCurrents.Balanced(reader.GetDouble());
        if (reader.TokenType != JsonTokenType.StartArray)
            throw Wrong();
        var currents = new PhaseCurrents(Next(ref reader), Next(ref reader), Next(ref reader));
        return reader.Read() && reader.TokenType == JsonTokenType.EndArray ? currents : throw Wrong();
    }

    public override void Write(Utf8JsonWriter writer, PhaseCurrents value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.L1A);
        writer.WriteNumberValue(value.L2A);
        writer.WriteNumberValue(value.L3A);
        writer.WriteEndArray();
    }

    private static double Next(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number ? reader.GetDouble() : throw Wrong();

    private static JsonException Wrong() => new("must be a number, or three in the order of L1, L2, L3");
}
