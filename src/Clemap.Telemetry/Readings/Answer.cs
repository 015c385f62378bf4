using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Clemap.Telemetry.Readings;

/// <summary>
/// Answers with a body and its <c>ETag</c>, or with 304 to a caller who has it. The tag is made of the body: late rows, a rollup, a person's value and the passing of time all change it, and only
/// what changes the answer does.
/// </summary>
internal static class Answer
{
    public static IResult Of(HttpContext http, byte[] body, bool isCsv, string fileName, PageCursor? next = null)
    {
        var headers = http.Response.GetTypedHeaders();
        headers.CacheControl = new() { Private = true, NoCache = true };
        http.Response.Headers.Vary = "Accept";
        if (next is not null)
            http.Response.Headers.Link = $"<{NextOf(http.Request, next)}>; rel=\"next\"";
        var tag = $"\"{Convert.ToHexStringLower(SHA256.HashData([.. body, .. System.Text.Encoding.ASCII.GetBytes(next?.ToString() ?? "")]).AsSpan(0, 16))}\"";
        http.Response.Headers.ETag = tag;
        if (http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Tag == tag || known.Tag == "*"))
            return TypedResults.StatusCode(StatusCodes.Status304NotModified);
        return isCsv
            ? TypedResults.Bytes(body, "text/csv; charset=utf-8", fileName + ".csv")
            : TypedResults.Bytes(body, "application/json; charset=utf-8");
    }

    private static string NextOf(HttpRequest request, PageCursor next)
    {
        var query = request.Query.Where(pair => !string.Equals(pair.Key, "after", StringComparison.OrdinalIgnoreCase))
            .SelectMany(pair => pair.Value, (pair, value) => KeyValuePair.Create(pair.Key, value)).Append(new("after", next.ToString()));
        return QueryHelpers.AddQueryString(request.PathBase + request.Path, query);
    }
}
