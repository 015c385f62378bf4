using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Clemap.Edge.Configuration;
using Clemap.Edge.LocalApi.Access;
using Clemap.Edge.Tests.ControlLoop;

namespace Clemap.Edge.Tests.LocalApi;

/// <summary>A whole controller with a garage on real sockets, and its dashboard on a real HTTPS port.</summary>
internal sealed class Box : IAsyncDisposable
{
    public const string Electrician = "elena";
    public const string Password = "drei rote Leitern";

    private readonly TemporaryFolder folder = new();
    private readonly CancellationTokenSource stop = new();
    private readonly List<HttpClient> clients = [];
    private Task<int> running = Task.FromResult(0);

    private Box(Garage garage) => Garage = garage;

    public Garage Garage { get; }
    public Uri Address { get; private set; } = null!;
    public Uri Loopback { get; private set; } = null!;
    public string File => Path.Combine(folder.Path, "edge.json");
    public string DataDir => Path.Combine(folder.Path, "data");

    /// <param name="prepare">Puts something into the data folder before the start.</param>
    /// <param name="https">Port of the dashboard, a free one unless given; <paramref name="local"/> likewise of the loopback.</param>
    public static async Task<Box> StartAsync(
        int stations = 1, Func<EdgeConfiguration, EdgeConfiguration>? commission = null, Action<string>? prepare = null, int? https = null, int? local = null)
    {
        var box = new Box(new Garage(stations, commission));
        prepare?.Invoke(Directory.CreateDirectory(box.DataDir).FullName);
        int httpsPort = https ?? FreePort(), localPort = local ?? FreePort();
        (box.Address, box.Loopback) = (new Uri($"https://127.0.0.1:{httpsPort}"), new Uri($"http://127.0.0.1:{localPort}"));
        var configuration = box.Garage.Configuration with { DataDir = "data", LocalPort = localPort, Local = new LocalConfiguration(httpsPort, "127.0.0.1") };
        await System.IO.File.WriteAllTextAsync(box.File, JsonSerializer.Serialize(configuration, EdgeJson.Default.EdgeConfiguration), TestContext.Current.CancellationToken);
        var ready = new ReadyWriter();
        box.running = EdgeHost.RunAsync(await ConfigurationFile.LoadAsync(box.File, TestContext.Current.CancellationToken), ready, box.stop.Token);
        if (await Task.WhenAny(ready.Ready, box.running) == box.running)
            throw new InvalidOperationException($"The controller ended with {await box.running}.");
        return box;
    }

    public HttpClient Anyone() => NewClient(new CookieContainer());

    public string Code() => OneTimeCode.Read(DataDir)!;

    /// <summary>Makes the first account and stays signed in.</summary>
    public async Task<HttpClient> FirstAsync()
    {
        var client = Anyone();
        var answer = await client.PostAsJsonAsync("/api/accounts/first", new { code = Code(), name = Electrician, password = Password }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await WithTokenAsync(client, answer);
    }

    public async Task<HttpClient> SignInAsync(string name = Electrician, string password = Password)
    {
        var client = Anyone();
        var answer = await client.PostAsJsonAsync("/api/session", new { name, password }, TestContext.Current.CancellationToken);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await WithTokenAsync(client, answer);
    }

    /// <param name="electrician">Who makes the account.</param>
    public async Task<HttpClient> ViewerAsync(HttpClient electrician)
    {
        (await electrician.PostAsJsonAsync("/api/accounts", new { name = "victor", password = "nur einmal schauen", role = "viewer" }, TestContext.Current.CancellationToken))
            .StatusCode.ShouldBe(HttpStatusCode.NoContent);
        return await SignInAsync("victor", "nur einmal schauen");
    }

    /// <summary>Until the controller is there again after a change.</summary>
    public static async Task UntilAsync(Func<Task<bool>> holds, string what)
    {
        for (int i = 0; i < 150; i++)
        {
            try
            {
                if (await holds())
                    return;
            }
            catch (HttpRequestException)
            {
                // It is just being started again.
            }
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        throw new TimeoutException($"{what}: not within 15 s");
    }

    public static async Task<string> CodeOf(HttpResponseMessage answer)
    {
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return problem.RootElement.GetProperty("code").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        try
        {
            await running;
        }
        catch (OperationCanceledException)
        {
            // As asked.
        }
        foreach (var client in clients)
            client.Dispose();
        await Garage.DisposeAsync();
        stop.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<HttpClient> WithTokenAsync(HttpClient client, HttpResponseMessage answer)
    {
        using var session = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        client.DefaultRequestHeaders.Remove(Caller.CsrfHeader);
        client.DefaultRequestHeaders.Add(Caller.CsrfHeader, session.RootElement.GetProperty("csrf").GetString());
        return client;
    }

    private HttpClient NewClient(CookieContainer cookies)
    {
        var handler = new SocketsHttpHandler { CookieContainer = cookies, AllowAutoRedirect = false };
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate!.Subject == certificate.Issuer;
        var client = new HttpClient(handler) { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(20) };
        clients.Add(client);
        return client;
    }

    private sealed class ReadyWriter : StringWriter
    {
        private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ready => ready.Task;

        public override Task WriteLineAsync(string? value)
        {
            value.ShouldBe("ready");
            ready.TrySetResult();
            return Task.CompletedTask;
        }
    }
}
