using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using Clemap.Contracts.Devices;
using Clemap.Server.Demo;
using Clemap.Server.Tests.Http;
using Clemap.Testing;
using Clemap.Testing.SignIn;

namespace Clemap.Server.Tests;

/// <summary>The program itself, as a process with signals: two hosts in one process would share what the job library keeps in statics.</summary>
public sealed class ShutdownTests : IAsyncDisposable
{
    // Five seconds for the host; the rest is its private PostgreSQL, on a machine that runs other tests.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private readonly string folder = Directory.CreateTempSubdirectory("clemap-").FullName;
    private Process? running;
    private readonly Uri address = new($"http://127.0.0.1:{FreePort()}");

    [Fact(Timeout = 180_000)]
    public async Task Terminated_with_an_open_stream_it_ends_in_time_and_a_second_start_finds_its_data()
    {
        var cancel = TestContext.Current.CancellationToken;
        // The folder of a temporary directory is private; the database's user has to pass through it.
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        using var device = new HttpClient { BaseAddress = address };
        await StartAsync(cancel);
        using var key = new DeviceKey();
        using var enrolled = await device.PostAsJsonAsync(
            new Uri("/api/v1/device/enrol", UriKind.Relative), new EnrolmentRequest(DemoSite.Device.Serial, "DEMO-CODE-0001", key.PublicKey), cancel);
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
        device.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await key.AccessTokenAsync(address, DemoSite.Device.Id, cancel));
        using var stream = await EventStream.OpenAsync(device, lastEventId: null, cancel);
        (await StopAsync()).ShouldBeLessThan(LongestStop);

        await StartAsync(cancel);
        // The token of before still counts: keys and data outlive the process.
        using var again = await EventStream.OpenAsync(device, lastEventId: null, cancel);
        (await StopAsync()).ShouldBeLessThan(LongestStop);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("postgres/password")]
    [InlineData("postgres/data/PG_VERSION")]
    [InlineData("postgres/data/postmaster.pid")]
    public async Task Terminated_while_it_starts_it_leaves_no_database_running(string sign)
    {
        var cancel = TestContext.Current.CancellationToken;
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        running = Launch();
        while (!File.Exists(Path.Combine(folder, sign)))
            await Task.Delay(20, cancel);

        await StopAsync();

        File.Exists(Path.Combine(folder, "postgres/data/postmaster.pid")).ShouldBeFalse();
        await Task.Delay(2_000, cancel);
        File.Exists(Path.Combine(folder, "postgres/data/postmaster.pid")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_password_of_the_demo_that_the_rules_refuse_ends_the_start_with_the_setting_and_the_rule()
    {
        File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        using var refused = Launch("Sonnenhof-k3mf8rtp");
        string said = await refused.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await refused.WaitForExitAsync(TestContext.Current.CancellationToken);

        refused.ExitCode.ShouldBe(2);
        said.ShouldContain("Clemap:DemoPassword");
        said.ShouldContain("owner@sonnenhof.example");
        said.ShouldNotContain("   at ");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private Process Launch(string password = ServerFixture.Password) => Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "clemap-server"))
    {
        ArgumentList =
        {
            $"--Clemap:Url={address.GetLeftPart(UriPartial.Authority)}",
            $"--Clemap:DataDir={folder}",
            "--Clemap:Demo=true",
            $"--Clemap:DemoPassword={password}",
            "--Clemap:DemoDeviceCode=DEMO-CODE-0001",
        },
        RedirectStandardError = true,
    })!;

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        running = Launch();
        using var http = new HttpClient { BaseAddress = address };
        while (!await IsReadyAsync(http, cancellationToken))
        {
            running.HasExited.ShouldBeFalse("The server ended while starting.");
            await Task.Delay(500, cancellationToken);
        }
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
            return ready.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task<TimeSpan> StopAsync()
    {
        if (running is null)
            return TimeSpan.Zero;
        var clock = Stopwatch.StartNew();
        using (Process.Start("kill", ["-TERM", running.Id.ToString(CultureInfo.InvariantCulture)]))
            await running.WaitForExitAsync();
        running.ExitCode.ShouldBe(0);
        running.Dispose();
        running = null;
        return clock.Elapsed;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
