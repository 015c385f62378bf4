using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Clemap.Platform.Tests.GridCommands.OpenAdr;

/// <summary>An OpenADR 3 server over HTTP, as a supplier would run one: tokens by client credentials, one program, its events page by page.</summary>
internal sealed class Vtn : IAsyncDisposable
{
    public const string Program = "program-1";
    public const string ProgramName = "Peak";
    public const string Client = "ven-1";
    public const string Secret = "a secret of the ven";
    private readonly WebApplication app;
    private string token = "";

    private Vtn(WebApplication app) => this.app = app;

    public string Url { get; private set; } = "";

    public string TokenUrl => Url + "/auth/token";

    public List<JsonObject> Events { get; } = [];

    /// <summary>Every path with its query, in order.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Answers to the next questions for events in place of the usual ones.</summary>
    public ConcurrentQueue<Func<HttpContext, Task>> Next { get; } = new();

    public string? ETag { get; set; }

    /// <summary>It answers each page as the first.</summary>
    public bool IgnoresSkip { get; set; }

    public static async Task<Vtn> StartAsync(int port = 0)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Logging.ClearProviders();
        var vtn = new Vtn(builder.Build());
        vtn.app.MapPost("/auth/token", vtn.TokenAsync);
        vtn.app.MapGet("/programs", (HttpContext http) => vtn.AnswerAsync(http, [ProgramObject("program-0", "Other"), ProgramObject(Program, ProgramName)]));
        vtn.app.MapGet("/programs/{id}", (HttpContext http, string id) => vtn.IsKnown(http) ? id == Program ? http.Response.WriteAsJsonAsync(ProgramObject(id, ProgramName)) : Fail(http, 404) : Fail(http, 401));
        vtn.app.MapGet("/events", vtn.EventsAsync);
        await vtn.app.StartAsync();
        vtn.Url = vtn.app.Urls.Single();
        return vtn;
    }

    /// <summary>Makes or changes an event, as the supplier's own program would.</summary>
    public void Put(string id, object? intervals, object? intervalPeriod = null, object? targets = null, string? units = "KW", string? name = null)
    {
        Remove(id);
        var now = TimeProvider.System.GetUtcNow().ToString("O", CultureInfo.InvariantCulture);
        Events.Add((JsonObject)JsonNode.Parse(System.Text.Json.JsonSerializer.Serialize(new
        {
            id,
            createdDateTime = now,
            modificationDateTime = now,
            objectType = "EVENT",
            programID = Program,
            eventName = name ?? "Evening peak",
            priority = 0,
            targets,
            payloadDescriptors = units is null ? null : new[] { new { objectType = "EVENT_PAYLOAD_DESCRIPTOR", payloadType = "IMPORT_CAPACITY_LIMIT", units } },
            intervalPeriod,
            intervals,
        }))!);
    }

    public void Remove(string id) => Events.RemoveAll(one => (string?)one["id"] == id);

    /// <summary>The token that is out counts no more.</summary>
    public void Forget() => token = "";

    public static Func<HttpContext, Task> Answer(int status, string body, params (string Name, string Value)[] headers) => http =>
    {
        http.Response.StatusCode = status;
        foreach (var (name, value) in headers)
            http.Response.Headers[name] = value;
        return http.Response.WriteAsync(body);
    };

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static JsonObject ProgramObject(string id, string name) => new() { ["id"] = id, ["objectType"] = "PROGRAM", ["programName"] = name };

    private static Task Fail(HttpContext http, int status) => Answer(status, $$"""{"title":"no","status":{{status}}}""")(http);

    private bool IsKnown(HttpContext http)
    {
        Asked.Enqueue(http.Request.Path + http.Request.QueryString);
        return token.Length > 0 && http.Request.Headers.Authorization == $"Bearer {token}";
    }

    private async Task TokenAsync(HttpContext http)
    {
        Asked.Enqueue(http.Request.Path);
        var form = await http.Request.ReadFormAsync();
        if (form["grant_type"] != "client_credentials" || form["client_id"] != Client || form["client_secret"] != Secret)
        {
            await Answer(400, """{"error":"invalid_client"}""")(http);
            return;
        }

        token = Guid.CreateVersion7().ToString("N");
        await http.Response.WriteAsJsonAsync(new { access_token = token, token_type = "Bearer", expires_in = 3600 });
    }

    private async Task EventsAsync(HttpContext http)
    {
        if (!IsKnown(http))
            await Fail(http, 401);
        else if (Next.TryDequeue(out var other))
            await other(http);
        else if (ETag is not null && http.Request.Headers.IfNoneMatch == ETag)
            http.Response.StatusCode = 304;
        else
            await AnswerAsync(http, [.. Events], isKnown: true);
    }

    private Task AnswerAsync(HttpContext http, IReadOnlyList<JsonObject> all, bool isKnown = false)
    {
        if (!isKnown && !IsKnown(http))
            return Fail(http, 401);
        var (skip, limit) = (int.Parse(http.Request.Query["skip"].ToString(), CultureInfo.InvariantCulture), int.Parse(http.Request.Query["limit"].ToString(), CultureInfo.InvariantCulture));
        if (ETag is not null)
            http.Response.Headers.ETag = ETag;
        return http.Response.WriteAsJsonAsync(new JsonArray([.. all.Skip(IgnoresSkip ? 0 : skip).Take(Math.Min(limit, 50)).Select(one => one.DeepClone())]));
    }
}
