using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Simulator.Scenarios.Format;

/// <summary>A moment of a scenario, counted from the midnight before its start: <c>18:00</c>, <c>18:00:30</c>, on the next day <c>1.06:30</c>.</summary>
internal sealed class DayTimeConverter : JsonConverter<TimeSpan>
{
    public const string Pattern = @"^(\d+\.)?\d{1,2}:\d{2}(:\d{2})?$";

    private static readonly string[] Forms = [@"h\:mm", @"h\:mm\:ss", @"d\.h\:mm", @"d\.h\:mm\:ss"];

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TimeSpan.TryParseExact(reader.GetString(), Forms, CultureInfo.InvariantCulture, out var time)
            ? time
            : throw new JsonException("a time such as 18:00, 18:00:30 or, on the next day, 1.06:30 is expected.");

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(value.Days > 0 ? @"d\.hh\:mm\:ss" : @"hh\:mm\:ss", CultureInfo.InvariantCulture));
}
