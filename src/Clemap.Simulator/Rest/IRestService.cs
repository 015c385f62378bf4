using System.Text.Json.Nodes;

namespace Clemap.Simulator.Rest;

/// <summary>What answers HTTP requests. Calls come one at a time: the server holds the site's gate.</summary>
internal interface IRestService
{
    RestReply Serve(RestRequest request);
}

/// <param name="Path">Without the query, with the first slash.</param>
/// <param name="Header">A header by its name; absent when it is not sent.</param>
/// <param name="Text">The body as it came.</param>
internal sealed record RestRequest(
    string Method, string Path, IReadOnlyList<KeyValuePair<string, string>> Query, Func<string, string?> Header, string Text)
{
    public string? Argument(string name) => Query.Where(pair => pair.Key == name).Select(pair => pair.Value).FirstOrDefault();

    /// <summary>The body as an object; an empty one when it is none.</summary>
    public JsonObject Body => TryParse(Text) ?? [];

    private static JsonObject? TryParse(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject;
        }
        catch (System.Text.Json.JsonException)
        {
            // What is no JSON holds no fields; the twin then answers that they are missing.
            return null;
        }
    }
}

internal sealed record RestReply(int Status, JsonNode? Body = null)
{
    public static readonly RestReply NotFound = new(404);
    public static readonly RestReply BadRequest = new(400);
    public static readonly RestReply Unauthorized = new(401);

    public TimeSpan? RetryAfter { get; init; }

    public static RestReply Ok(JsonNode? body = null) => new(200, body);
}
