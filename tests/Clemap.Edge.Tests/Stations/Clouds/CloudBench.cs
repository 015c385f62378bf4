using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Clouds;
using Clemap.Simulator.Live;
using Clemap.Simulator.Physics;
using Clemap.Simulator.Rest;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using CloudAccountOfTwin = Clemap.Simulator.Clouds.CloudAccount;
using SimulatedSite = Clemap.Simulator.Configuration.SiteConfiguration;
using SimulatedStation = Clemap.Simulator.Configuration.StationConfiguration;

namespace Clemap.Edge.Tests.Stations.Clouds;

/// <summary>
/// A maker's cloud on a real port: the simulator's twin answers, with a charger and a car that is plugged in at the second second. A test may put something
/// else in its place. The clock is the test's.
/// </summary>
internal sealed class CloudBench : IAsyncDisposable
{
    public static readonly Guid StationId = new("01900000-0000-7000-8000-0000000000a1");

    private readonly Lock gate = new();
    private readonly LiveSite site;
    private readonly IRestService? other;
    private RestStation? server;
    private CloudAccounts? accounts;

    private CloudBench(string model, double fallbackA, bool hasCar, Func<CloudBench, IRestService>? other)
    {
        var configuration = new SimulatedSite
        {
            MeterPort = 0,
            Meters = [new(Guid.CreateVersion7(), Simulator.Configuration.MeterKind.Grid, 1)],
            Stations = [new SimulatedStation { Id = StationId, Name = "A1", Model = model, FallbackA = fallbackA, MaximumA = 32, Card = "04A1B2C3D6" }],
        };
        long start = Clock.GetUtcNow().ToUnixTimeSeconds();
        site = new LiveSite(configuration, Clock, _ => hasCar ? [new Visit(start + 2, start + 86_400, new CarModel(60_000, 3, 32), 0.3)] : []);
        this.other = other?.Invoke(this);
        site.Step();
    }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 2, 18, 0, 0, TimeSpan.Zero));

    public TemporaryFolder Folder { get; } = new();

    /// <summary>What was asked: method, path with query, body.</summary>
    public ConcurrentQueue<(string Method, string Path, string Body)> Asked { get; } = new();

    /// <summary>Answers in place of the cloud; it may also leave that to the cloud.</summary>
    public Func<HttpContext, Task<bool>>? Instead { get; set; }

    /// <summary>Changes what the cloud answers to a path.</summary>
    public Action<string, JsonNode>? Change { get; set; }

    public ChargingPoint Point => site.Site.Points[0];

    public Uri Address => server!.Address;

    public CloudAccount Account { get; private set; } = null!;

    private IRestService Cloud => other ?? (IRestService)site.Twins[0];

    /// <param name="vendor">As in edge.json.</param>
    public static async Task<CloudBench> StartAsync(
        string model, string vendor, double fallbackA = 32, string? secret = null, bool hasCar = true, Func<CloudBench, IRestService>? other = null,
        ProxyConfiguration? proxy = null)
    {
        var bench = new CloudBench(model, fallbackA, hasCar, other);
        bench.server = await RestStation.StartAsync(bench.ServeAsync);
        bool hasUser = CloudVendors.Find(vendor)!.HasUser;
        new CloudSecrets(bench.Folder.Path).Write("garage", secret ?? (hasUser ? CloudAccountOfTwin.Password : CloudAccountOfTwin.Key));
        bench.accounts = new CloudAccounts(
            [new CloudAccountConfiguration("garage", vendor, hasUser ? CloudAccountOfTwin.UserName : null) { Address = bench.Address.ToString() }],
            proxy, bench.Folder.Path, bench.Clock);
        bench.Account = bench.accounts.Join("garage");
        return bench;
    }

    /// <summary>What a maker's reply makes out of everything.</summary>
    public void AnswerWith(int status, string body = "{}", string type = "application/json", Action<HttpResponse>? head = null, Func<HttpRequest, bool>? to = null) =>
        Instead = async context =>
        {
            if (to?.Invoke(context.Request) == false)
                return false;
            context.Response.StatusCode = status;
            context.Response.ContentType = type;
            head?.Invoke(context.Response);
            await context.Response.WriteAsync(body);
            return true;
        };

    /// <summary>Takes every request and never answers.</summary>
    public void Hang() => Instead = async context =>
    {
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        return true;
    };

    public int Count(string method, string path) => Asked.Count(asked => asked.Method == method && asked.Path.StartsWith(path, StringComparison.Ordinal));

    /// <summary>One second of the world; looks and orders as the control cycle makes them.</summary>
    /// <param name="orderA"><see langword="null"/> to look only.</param>
    public async Task<(StationSample? Sample, string? Problem, OrderOutcome? Outcome)> SecondAsync(CloudStation station, double? orderA)
    {
        Clock.Advance(TimeSpan.FromSeconds(1));
        lock (gate)
            site.Step();
        StationSample? sample = null;
        string? problem = null;
        try
        {
            // What it starts is there in the next cycle only.
            await ((Task)station.ReadAsync(TestContext.Current.CancellationToken)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await station.Looking;
            sample = await station.ReadAsync(TestContext.Current.CancellationToken);
        }
        catch (IOException failure)
        {
            problem = failure.Message;
        }
        if (orderA is not { } limitA)
            return (sample, problem, null);
        try
        {
            return (sample, problem, await station.OrderAsync(limitA, TestContext.Current.CancellationToken));
        }
        catch (IOException failure)
        {
            return (sample, failure.Message, null);
        }
    }

    public async Task<(StationSample? Sample, string? Problem, OrderOutcome? Outcome)> SecondsAsync(CloudStation station, int seconds, double? orderA)
    {
        var last = await SecondAsync(station, orderA);
        for (int i = 1; i < seconds; i++)
            last = await SecondAsync(station, orderA);
        return last;
    }

    public async ValueTask DisposeAsync()
    {
        accounts?.Dispose();
        if (server is not null)
            await server.DisposeAsync();
        await site.DisposeAsync();
        Folder.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        string body = await reader.ReadToEndAsync(context.RequestAborted);
        string path = context.Request.Path.Value!;
        Asked.Enqueue((context.Request.Method, path + context.Request.QueryString, body));
        if (Instead is { } instead && await instead(context))
            return;
        var request = new RestRequest(
            context.Request.Method, path, [.. context.Request.Query.Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()))],
            name => context.Request.Headers.TryGetValue(name, out var values) ? values.ToString() : null, body);
        RestReply reply;
        lock (gate)
            reply = Cloud.Serve(request);
        context.Response.StatusCode = reply.Status;
        if (reply.RetryAfter is { } wait)
            context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        if (reply.Body is not { } node)
            return;
        Change?.Invoke(path, node);
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(node.ToJsonString(), context.RequestAborted);
    }
}
