using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Clemap.Billing.Invoices;

/// <summary>A month as <c>2026-10</c>.</summary>
internal sealed class MonthJsonConverter : JsonConverter<DateOnly>
{
    private const string Form = "yyyy-MM";

    public static bool TryParse(string? text, out DateOnly month) =>
        DateOnly.TryParseExact(text, Form, CultureInfo.InvariantCulture, DateTimeStyles.None, out month);

    public override DateOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var month) ? month : throw new JsonException("A month is written as 2026-10.");

    public override void Write(Utf8JsonWriter writer, DateOnly value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString(Form, CultureInfo.InvariantCulture));
}
