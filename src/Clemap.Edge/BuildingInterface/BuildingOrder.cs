using System.Text.Json;

namespace Clemap.Edge.BuildingInterface;

/// <summary>A change of the settings: what it does not name stays as it is.</summary>
internal readonly record struct BuildingOrder(bool? Active, double? LimitA, bool NamesFallback, double? FallbackA)
{
    private const string Activation = "ActivePowerActivation";
    private const string Limit = "CurrentLimit";
    private const string Fallback = "FallbackCurrentLimit";

    public bool HasCurrent => LimitA is not null || NamesFallback;

    public BuildingSettings In(BuildingSettings before) =>
        new(Active ?? before.Active, LimitA ?? before.LimitA, NamesFallback ? FallbackA : before.FallbackA);

    /// <returns>The order, or what is wrong with the request.</returns>
    public static async Task<(BuildingOrder Order, BuildingProblem? Wrong)> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType())
            return (default, new(StatusCodes.Status415UnsupportedMediaType, "not-json", "Content-Type", "must be application/json"));
        try
        {
            using var body = await JsonDocument.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted);
            return Of(body.RootElement);
        }
        catch (BadHttpRequestException bad)
        {
            bool isTooLarge = bad.StatusCode == StatusCodes.Status413PayloadTooLarge;
            return (default, new(bad.StatusCode, "body-wrong", "body", isTooLarge ? $"must not be longer than {BuildingRestServer.LargestBody} bytes" : "must be sent whole"));
        }
        catch (JsonException wrong)
        {
            return (default, Bad("body", $"must be JSON; line {wrong.LineNumber + 1} is not"));
        }
    }

    private static (BuildingOrder, BuildingProblem?) Of(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
            return (default, Bad("body", "must be an object"));
        var order = new BuildingOrder();
        var seen = new HashSet<string>();
        foreach (var field in body.EnumerateObject())
        {
            if (!seen.Add(field.Name))
                return (default, Bad(field.Name, "is given twice"));
            BuildingProblem? wrong;
            (order, wrong) = order.With(field);
            if (wrong is not null)
                return (default, wrong);
        }
        return seen.Count > 0 ? (order, null) : (default, Bad("body", $"must name {Activation}, {Limit} or {Fallback}"));
    }

    private (BuildingOrder, BuildingProblem?) With(JsonProperty field)
    {
        var value = field.Value;
        switch (field.Name)
        {
            case Activation when value.ValueKind is JsonValueKind.True or JsonValueKind.False:
                return (this with { Active = value.ValueKind == JsonValueKind.True }, null);
            case Activation:
                return (this, Bad(field.Name, "must be true or false"));
            case Fallback when value.ValueKind == JsonValueKind.Null:
                return (this with { NamesFallback = true, FallbackA = null }, null);
            case Limit or Fallback when value.ValueKind != JsonValueKind.Number:
                return (this, Bad(field.Name, "must be a number of amperes per phase"));
            case Limit or Fallback when !value.TryGetDouble(out double amperes) || !double.IsFinite(amperes) || amperes < 0:
                return (this, new(StatusCodes.Status422UnprocessableEntity, "value-wrong", field.Name, "must be a number of amperes, not negative"));
            case Limit:
                return (this with { LimitA = value.GetDouble() }, null);
            case Fallback:
                return (this with { NamesFallback = true, FallbackA = value.GetDouble() }, null);
            default:
                return (this, Bad(field.Name, "is no known field"));
        }
    }

    private static BuildingProblem Bad(string field, string rule) => new(StatusCodes.Status400BadRequest, "body-wrong", field, rule);
}
