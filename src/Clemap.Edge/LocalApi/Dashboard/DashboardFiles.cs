using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;
using Clemap.Edge.LocalApi.Access;

namespace Clemap.Edge.LocalApi.Dashboard;

/// <summary>The pages, as they lie in the program. They hold no secret: what they show comes from the API.</summary>
internal static class DashboardFiles
{
    private const string Prefix = "app/";
    private static readonly FrozenDictionary<string, DashboardFile> Files = Load().ToFrozenDictionary(file => file.Path);

    public static void MapDashboard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", (HttpContext context) => Send(context, "index.html")).For(LocalRole.Anyone);
        routes.MapGet("/app/{**path}", (string path, HttpContext context) => Send(context, path)).For(LocalRole.Anyone);
        routes.MapGet("/api/openapi.json", () => Results.Bytes(Read("openapi.json"), "application/json")).For(LocalRole.Anyone);
    }

    /// <exception cref="InvalidOperationException">There is none of that name: a fault of the build.</exception>
    public static byte[] Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"{resource} is not in the program.");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        return content.ToArray();
    }

    private static IResult Send(HttpContext context, string path)
    {
        if (!Files.TryGetValue(path, out var file))
            return Problems.Of(StatusCodes.Status404NotFound, "not-found");
        context.Response.Headers.CacheControl = "no-cache"; // asked for again each time, sent again only when it changed
        context.Response.Headers.ETag = file.ETag;
        return context.Request.Headers.IfNoneMatch.ToString() == file.ETag
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(file.Content, file.ContentType);
    }

    private static IEnumerable<DashboardFile> Load() =>
        from name in Assembly.GetExecutingAssembly().GetManifestResourceNames()
        where name.StartsWith(Prefix, StringComparison.Ordinal)
        let content = Read(name)
        select new DashboardFile(
            name[Prefix.Length..].Replace('\\', '/'), content, TypeOf(name), $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..16]}\"");

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".json" => "application/json",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };

    private sealed record DashboardFile(string Path, byte[] Content, string ContentType, string ETag);
}
