using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Clemap.Edge.LocalApi.Access;

/// <summary>Problem details (RFC 9457); <paramref name="Code"/> is stable and has a sentence in each language of the dashboard.</summary>
internal sealed record ProblemDocument(string Title, int Status, string Code, string? Detail = null);

internal static class Problems
{
    public const string ContentType = "application/problem+json";

    public static IResult Of(int status, string code, string? detail = null) => Results.Json(
        new ProblemDocument(code.Replace('-', ' '), status, code, detail), AccessJson.Default.ProblemDocument, ContentType, status);

    public static IResult BadBody(string? detail = null) => Of(StatusCodes.Status400BadRequest, "body-wrong", detail);

    /// <summary>The body of a request; the server takes no more than a megabyte.</summary>
    /// <returns>The value, or what is wrong with it.</returns>
    public static async Task<(T? Value, IResult? Wrong)> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            var value = await JsonSerializer.DeserializeAsync(request.Body, type, request.HttpContext.RequestAborted);
            return value is null ? (null, BadBody()) : (value, null);
        }
        catch (JsonException wrong)
        {
            return (null, BadBody($"{wrong.Path ?? "$"}: {wrong.Message}"));
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge());
        }
    }

    /// <summary>The body as it is.</summary>
    public static async Task<(byte[]? Body, IResult? Wrong)> BytesAsync(HttpRequest request)
    {
        using var body = new MemoryStream();
        try
        {
            await request.Body.CopyToAsync(body, request.HttpContext.RequestAborted);
            return (body.ToArray(), null);
        }
        catch (BadHttpRequestException large) when (large.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return (null, TooLarge());
        }
    }

    private static IResult TooLarge() => Of(StatusCodes.Status413PayloadTooLarge, "too-large");
}
