using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Contracts;

/// <summary>A time of the day as a clock shows it: <c>HH:mm</c>.</summary>
public sealed class ClockTimeJson : JsonConverter<TimeOnly>
{
    private const string Shape = "HH:mm";

    /// <exception cref="JsonException">It is not two digits, a colon and two digits.</exception>
    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TimeOnly.TryParseExact(reader.GetString(), Shape, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time
            : throw new JsonException("A time is given as HH:mm.");

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString(Shape, CultureInfo.InvariantCulture));
    }
}
