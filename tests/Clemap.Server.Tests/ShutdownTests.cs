using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using Clemap.Contracts.Devices;
using Clemap.Server.Demo;
using Clemap.Server.Tests.Http;
using Clemap.Testing;
using Clemap.Testing.SignIn;

namespace Clemap.Server.Tests;

/// <summary>The program itself, as a process with signals: two hosts in one process would share what the job library keeps in statics.</summary>
public sealed class ShutdownTests
{
    // Five seconds for the host; the rest is its private PostgreSQL, on a machine that runs other tests.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(10);

    private static ServerProcess Demo(string password = ServerFixture.Password) =>
        new("--Clemap:Demo=true", $"--Clemap:DemoPassword={password}", "--Clemap:DemoDeviceCode=DEMO-CODE-0001");

    [Fact(Timeout = 180_000)]
    public async Task Terminated_with_an_open_stream_it_ends_in_time_and_a_second_start_finds_its_data()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = Demo();
        using var device = new HttpClient { BaseAddress = server.Address };
        await server.StartAsync(cancel);
        using var key = new DeviceKey();
        using var enrolled = await device.PostAsJsonAsync(
            new Uri("/api/v1/device/enrol", UriKind.Relative), new EnrolmentRequest(DemoSite.Device.Serial, "DEMO-CODE-0001", key.PublicKey), cancel);
        enrolled.StatusCode.ShouldBe(HttpStatusCode.OK);
        device.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Bearer", await key.AccessTokenAsync(server.Address, DemoSite.Device.Id, cancel));
        using var stream = await EventStream.OpenAsync(device, lastEventId: null, cancel);
        await InTimeAsync(server);

        await server.StartAsync(cancel);
        // The token of before still counts: keys and data outlive the process.
        using var again = await EventStream.OpenAsync(device, lastEventId: null, cancel);
        await InTimeAsync(server);
    }

    [Theory(Timeout = 180_000)]
    [InlineData("postgres/password")]
    [InlineData("postgres/data/PG_VERSION")]
    [InlineData("postgres/data/postmaster.pid")]
    public async Task Terminated_while_it_starts_it_leaves_no_database_running(string sign)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var server = Demo();
        server.Launch();
        while (!File.Exists(Path.Combine(server.Folder, sign)))
            await Task.Delay(20, cancel);

        (await server.StopAsync()).Code.ShouldBe(0);

        var running = Path.Combine(server.Folder, "postgres/data/postmaster.pid");
        File.Exists(running).ShouldBeFalse();
        await Task.Delay(2_000, cancel);
        File.Exists(running).ShouldBeFalse();
    }

    [Fact]
    public async Task A_password_of_the_demo_that_the_rules_refuse_ends_the_start_with_the_setting_and_the_rule()
    {
        await using var server = Demo("Sonnenhof-k3mf8rtp");
        server.Launch();

        (await server.EndsAsync(TestContext.Current.CancellationToken)).ShouldBe(2);
        var said = string.Join('\n', server.Printed);
        said.ShouldContain("Clemap:DemoPassword");
        said.ShouldContain("owner@sonnenhof.example");
        said.ShouldNotContain("   at ");
    }

    private static async Task InTimeAsync(ServerProcess server)
    {
        var (code, took) = await server.StopAsync();
        code.ShouldBe(0);
        took.ShouldBeLessThan(LongestStop);
    }
}
