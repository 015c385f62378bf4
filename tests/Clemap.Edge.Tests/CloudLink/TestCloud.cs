using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Clemap.Contracts;
using Clemap.Contracts.Actions;
using Clemap.Contracts.DesiredState;
using Clemap.Contracts.Devices;
using Clemap.Contracts.GridCommands;
using Clemap.Contracts.Sessions;
using Clemap.Contracts.Sites;
using Clemap.Contracts.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Clemap.Edge.Tests.CloudLink;

/// <summary>The device API of the cloud as the edge meets it, with a token endpoint that really checks the signature.</summary>
internal sealed class TestCloud : IAsyncDisposable
{
    public const string OneTimeCode = "482913";
    private const string Audience = "https://cloud.example/";

    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, bool> usedAssertions = new();
    private readonly ConcurrentDictionary<string, bool> tokens = new();
    private readonly TestCloudKeys keys = new();
    private Channel<string> stream = Channel.CreateUnbounded<string>();

    private TestCloud(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddRequestDecompression();
        app = builder.Build();
        app.Use(async (context, next) =>
        {
            context.Response.Headers.Date = Now.ToString("R");
            if (!await Intercepts(context))
                await next();
        });
        app.Use((context, next) =>
        {
            if (context.Request.Headers.ContentEncoding == "gzip")
                PackedCalls.Enqueue(context.Request.Path);
            return next();
        });
        app.UseRequestDecompression();
        app.UseRouting(); // behind what intercepts
        app.MapPost("/api/v1/device/enrol", EnrolAsync);
        app.MapPost("/api/v1/device/key", ChangeKeyAsync);
        app.MapPost("/connect/token", TokenAsync);
        app.MapPost("/api/v1/telemetry", TelemetryAsync);
        app.MapPost("/api/v1/sessions", SessionsAsync);
        app.MapPut("/api/v1/device/site-model", SiteModelAsync);
        app.MapGet("/api/v1/device/desired-state", StreamAsync);
        app.MapPost("/api/v1/device/reported-state", ReportedAsync);
        app.MapPost("/api/v1/device/actions", ActionsAsync);
        app.MapPost("/api/v1/device/grid-state", GridStateAsync);
    }

    public Guid DeviceId { get; } = Guid.Parse("01900000-0000-7000-8000-000000000003");
    public string Address => app.Urls.First();
    public string? TokenError { get; private set; }
    public int TokensIssued => tokens.Count;
    public SiteModel? SiteModel { get; private set; }
    public ConcurrentDictionary<(Guid, DateTimeOffset), Reading> Stored { get; } = new();
    public ConcurrentQueue<Reading> Received { get; } = new();

    /// <summary>What each batch said of the outbox.</summary>
    public ConcurrentQueue<(long? Readings, DateTimeOffset? OldestAt)> Waiting { get; } = new();
    public ConcurrentQueue<ChargingSession> Sessions { get; } = new();
    public ConcurrentQueue<ReportedState> Reports { get; } = new();
    public ConcurrentQueue<string?> LastEventIds { get; } = new();

    /// <summary>Answers of the next calls to telemetry: a status and a Retry-After in seconds; 202 and on when empty.</summary>
    public ConcurrentQueue<(int Status, int? RetryAfterS)> NextTelemetry { get; } = new();

    public ConcurrentQueue<DateTimeOffset> TelemetryCalls { get; } = new();

    /// <summary>Paths of calls that came in gzip.</summary>
    public ConcurrentQueue<string> PackedCalls { get; } = new();

    /// <summary>How far the cloud's clock is ahead of this machine's.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>Answers a call in the cloud's place when it gives true.</summary>
    public Func<HttpContext, Task<bool>> Intercepts { get; set; } = _ => Task.FromResult(false);

    /// <summary>So many batches are stored and their answers lost.</summary>
    public int AnswersToLose { get; set; }

    /// <summary>How long tokens last.</summary>
    public int TokenLifetimeS { get; set; } = 900;

    public IReadOnlyList<string> KeyIds => keys.Ids;

    /// <summary>What the device said of its clock, per batch.</summary>
    public ConcurrentQueue<double?> ClockOffsets { get; } = new();

    /// <summary>What was sent last, for who asks instead of listening.</summary>
    public DesiredStateDocument? Newest { get; private set; }

    private DateTimeOffset Now => TimeProvider.System.GetUtcNow() + Ahead;

    /// <summary>Rows to refuse.</summary>
    public Func<Reading, string?> Refuses { get; set; } = _ => null;

    /// <summary>Sessions to refuse.</summary>
    public Func<ChargingSession, string?> RefusesSession { get; set; } = _ => null;

    public static async Task<TestCloud> StartAsync(int port = 0)
    {
        var cloud = new TestCloud(port);
        await cloud.app.StartAsync();
        return cloud;
    }

    public void ForgetTokens() => tokens.Clear();

    public void Send(DesiredStateDocument document)
    {
        Newest = document;
        stream.Writer.TryWrite(
            $"id: {document.Version}\nevent: desired-state\ndata: {JsonSerializer.Serialize(document, ContractsJson.Default.DesiredStateDocument)}\n\n");
    }

    /// <summary>What is open, for who asks instead of listening.</summary>
    public ActionList Open { get; private set; } = new([]);

    /// <inheritdoc cref="Open"/>
    public GridCommandList Commands { get; private set; } = new([]);

    public ConcurrentQueue<ActionReport> Reported { get; } = new();
    public ConcurrentQueue<GridReport> GridReports { get; } = new();

    public void SendCommands(GridCommandList commands)
    {
        Commands = commands;
        stream.Writer.TryWrite($"event: grid-commands\ndata: {JsonSerializer.Serialize(commands, ContractsJson.Default.GridCommandList)}\n\n");
    }

    public void SendActions(ActionList actions)
    {
        Open = actions;
        stream.Writer.TryWrite($"event: actions\ndata: {JsonSerializer.Serialize(actions, ContractsJson.Default.ActionList)}\n\n");
    }

    /// <summary>Ends the open stream; what is sent next goes to the one after it.</summary>
    public void DropStream() => Interlocked.Exchange(ref stream, Channel.CreateUnbounded<string>()).Writer.Complete();

    public async ValueTask DisposeAsync()
    {
        stream.Writer.TryComplete();
        await app.DisposeAsync();
    }

    public async Task ChangeKeyAsync(HttpContext context)
    {
        if (!Denies(context))
            context.Response.StatusCode = keys.Change((await context.Request.ReadFromJsonAsync(ContractsJson.Default.KeyChange))!, DeviceId) ? 204 : 403;
    }

    private async Task EnrolAsync(HttpContext context)
    {
        var request = await context.Request.ReadFromJsonAsync(ContractsJson.Default.EnrolmentRequest);
        if (request!.OneTimeCode != OneTimeCode)
        {
            context.Response.StatusCode = 404;
            return;
        }
        keys.Enrol(request.PublicKey);
        await context.Response.WriteAsJsonAsync(
            new EnrolmentAnswer(DeviceId, Guid.Parse("01900000-0000-7000-8000-000000000002"), $"{Address}/connect/token", Audience),
            ContractsJson.Default.EnrolmentAnswer);
    }

    private async Task TokenAsync(HttpContext context)
    {
        var form = await context.Request.ReadFormAsync();
        TokenError = CheckAssertion(form);
        if (TokenError is not null)
        {
            context.Response.StatusCode = 401;
            await context.Response.WriteAsync($$"""{"error":"invalid_client","error_description":"{{TokenError}}"}""");
            return;
        }
        string token = Guid.CreateVersion7().ToString();
        tokens[token] = true;
        await context.Response.WriteAsync($$"""{"access_token":"{{token}}","token_type":"Bearer","expires_in":{{TokenLifetimeS}}}""");
    }

    private string? CheckAssertion(IFormCollection form)
    {
        if (form["grant_type"] != "client_credentials" || form["scope"] != "device" || form["client_id"] != DeviceId.ToString())
            return "wrong grant";
        if (form["client_assertion_type"] != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            return "wrong assertion type";
        string[] parts = form["client_assertion"].ToString().Split('.');
        var header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0])).RootElement;
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        if (header.GetProperty("alg").GetString() != "ES256")
            return "wrong header";
        if (!keys.Verify(header.GetProperty("kid").GetString()!, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), parts[2]))
            return "wrong signature";
        if (claims.GetProperty("iss").GetString() != DeviceId.ToString() || claims.GetProperty("sub").GetString() != DeviceId.ToString())
            return "wrong subject";
        if (claims.GetProperty("aud").GetString() != Audience)
            return "wrong audience";
        long lifetime = claims.GetProperty("exp").GetInt64() - Now.ToUnixTimeSeconds();
        if (lifetime is < 1 or > 60)
            return "wrong lifetime";
        return usedAssertions.TryAdd(claims.GetProperty("jti").GetString()!, true) ? null : "used twice";
    }

    private bool Denies(HttpContext context)
    {
        string token = context.Request.Headers.Authorization.ToString().Replace("Bearer ", "", StringComparison.Ordinal);
        if (tokens.ContainsKey(token))
            return false;
        context.Response.StatusCode = 401;
        return true;
    }

    private async Task TelemetryAsync(HttpContext context)
    {
        TelemetryCalls.Enqueue(TimeProvider.System.GetUtcNow());
        if (Denies(context))
            return;
        if (NextTelemetry.TryDequeue(out var next))
        {
            context.Response.StatusCode = next.Status;
            if (next.RetryAfterS is { } seconds)
                context.Response.Headers.RetryAfter = $"{seconds}";
            return;
        }
        var batch = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.TelemetryBatch))!;
        var rejected = new List<RejectedRow>();
        int duplicates = 0;
        ClockOffsets.Enqueue(batch.ClockOffsetS);
        Waiting.Enqueue((batch.PendingReadings, batch.OldestPendingAt));
        foreach (var (i, reading) in batch.Readings.Index())
        {
            Received.Enqueue(reading);
            if (Refuses(reading) is { } reason)
                rejected.Add(new RejectedRow(i, reason, "importWh"));
            else if (!Stored.TryAdd((reading.SourceId, reading.At), reading))
                duplicates++;
        }
        if (AnswersToLose-- > 0)
        {
            context.Abort();
            return;
        }
        context.Response.StatusCode = 202;
        await context.Response.WriteAsJsonAsync(
            new TelemetryAnswer(batch.Readings.Count - rejected.Count - duplicates, duplicates, rejected, TimeProvider.System.GetUtcNow()),
            ContractsJson.Default.TelemetryAnswer);
    }

    private async Task SessionsAsync(HttpContext context)
    {
        if (Denies(context))
            return;
        var batch = (await context.Request.ReadFromJsonAsync(ContractsJson.Default.SessionBatch))!;
        if (batch.Sessions.Any(session => session.StartWh < 0))
        {
            context.Response.StatusCode = 400;
            return;
        }
        var rejected = new List<RejectedRow>();
        foreach (var (i, session) in batch.Sessions.Index())
        {
            if (RefusesSession(session) is { } reason)
                rejected.Add(new RejectedRow(i, reason, "endedAt"));
            else
                Sessions.Enqueue(session);
        }
        context.Response.StatusCode = 202;
        await context.Response.WriteAsJsonAsync(new SessionAnswer(batch.Sessions.Count - rejected.Count, 0, rejected), ContractsJson.Default.SessionAnswer);
    }

    private async Task SiteModelAsync(HttpContext context)
    {
        if (Denies(context))
            return;
        SiteModel = await context.Request.ReadFromJsonAsync(ContractsJson.Default.SiteModel);
        context.Response.StatusCode = 204;
    }

    private async Task ReportedAsync(HttpContext context)
    {
        if (Denies(context))
            return;
        Reports.Enqueue((await context.Request.ReadFromJsonAsync(ContractsJson.Default.ReportedState))!);
        context.Response.StatusCode = 204;
    }

    private async Task ActionsAsync(HttpContext context)
    {
        if (Denies(context))
            return;
        foreach (var report in (await context.Request.ReadFromJsonAsync(ContractsJson.Default.ActionReports))!.Actions)
            Reported.Enqueue(report);
        context.Response.StatusCode = 204;
    }

    private async Task GridStateAsync(HttpContext context)
    {
        if (Denies(context))
            return;
        GridReports.Enqueue((await context.Request.ReadFromJsonAsync(ContractsJson.Default.GridReport))!);
        context.Response.StatusCode = 204;
    }

    private async Task StreamAsync(HttpContext context)
    {
        if (Denies(context))
            return;
        string? last = context.Request.Headers["Last-Event-ID"].FirstOrDefault();
        if (context.Request.Headers.Accept == "application/json")
        {
            context.Response.StatusCode = Open.Actions.Count + Commands.GridCommands.Count == 0 && (Newest is null || $"{Newest.Version}" == last) ? 204 : 200;
            if (context.Response.StatusCode == 200)
            {
                var none = new DesiredStateDocument(0, new Dictionary<Guid, CircuitWish>(), new Dictionary<Guid, StationWish>());
                var answer = JsonSerializer.SerializeToNode(Newest ?? none, ContractsJson.Default.DesiredStateDocument)!.AsObject();
                answer["actions"] = JsonSerializer.SerializeToNode(Open, ContractsJson.Default.ActionList)!["actions"]!.DeepClone();
                answer["gridCommands"] = JsonSerializer.SerializeToNode(Commands, ContractsJson.Default.GridCommandList)!["gridCommands"]!.DeepClone();
                await context.Response.WriteAsync(answer.ToJsonString());
            }
            return;
        }
        LastEventIds.Enqueue(last);
        context.Response.ContentType = "text/event-stream";
        await context.Response.WriteAsync(": hello\n\n");
        await context.Response.Body.FlushAsync();
        await foreach (string message in Volatile.Read(ref stream).Reader.ReadAllAsync(context.RequestAborted))
        {
            await context.Response.WriteAsync(message);
            await context.Response.Body.FlushAsync();
        }
    }
}
