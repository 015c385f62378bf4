using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using Clemap.Simulator.Tests.Modbus;

namespace Clemap.Simulator.Tests.Live;

public sealed class CommandLineTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clemap-simulator-").FullName;

    [Fact]
    public async Task Run_says_ready_serves_and_saves_its_registers_when_it_is_told_to_stop()
    {
        var ports = FreePorts(3);
        var config = Write(ports);
        using var simulator = new SimulatorProcess("run", "--config", config, "--state", State);
        (await simulator.ReadLineAsync()).ShouldBe("ready");
        using (var meter = await RawClient.ConnectAsync(ports[0])) (await meter.ReadSingleAsync(1, 19_000)).ShouldBeInRange(220, 240);
        using (var station = await RawClient.ConnectAsync(ports[1])) (await station.ReadUInt32Async(255, 1000)).ShouldBeInRange(1u, 3u);
        using var http = new HttpClient();
        var status = await http.GetStringAsync($"http://127.0.0.1:{ports[2]}/api/status?filter=car", TestContext.Current.CancellationToken);
        status.ShouldStartWith("{\"car\":");
        simulator.Terminate();
        var (exitCode, _, error) = await simulator.EndAsync();
        exitCode.ShouldBe(0, error);
        JsonNode.Parse(await File.ReadAllTextAsync(State, TestContext.Current.CancellationToken))!["registers"]!.AsObject().Count.ShouldBe(4);
    }

    [Theory]
    [InlineData(0, "for the meters")]
    [InlineData(1, "for station A1 (keba-p30)")]
    [InlineData(2, "for station B1 (goe-http-v2)")]
    public async Task A_busy_port_is_named_in_one_sentence(int busy, string who)
    {
        var ports = FreePorts(3);
        using var holder = new TcpListener(IPAddress.Loopback, ports[busy]);
        holder.Start();
        using var simulator = new SimulatorProcess("run", "--config", Write(ports));
        var (exitCode, output, error) = await simulator.EndAsync();
        exitCode.ShouldBe(2);
        output.ShouldBeEmpty();
        error.Trim().ShouldStartWith($"Port {ports[busy]} {who} cannot be opened: ");
        error.Trim().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("{", "is not valid")]
    [InlineData("""{"meterPort":1,"meters":[],"stations":[]}""", "it needs exactly one grid meter.")]
    [InlineData("""{"meters":[],"stations":[]}""", "meterPort")]
    public async Task A_bad_file_is_named_in_one_sentence(string text, string why)
    {
        var path = Path.Combine(_folder, "bad.json");
        await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
        using var simulator = new SimulatorProcess("run", "--config", path);
        var (exitCode, _, error) = await simulator.EndAsync();
        exitCode.ShouldBe(2);
        error.ShouldContain(path);
        error.ShouldContain(why);
        error.Trim().ShouldNotContain("\n");
    }

    [Fact]
    public async Task History_writes_the_recording_with_progress_beside_it()
    {
        using var simulator = new SimulatorProcess(
            "history", "--config", Write([1, 2, 3]), "--from", "2026-11-02T00:00:00Z", "--to", "2026-11-02T01:00:00Z", "--state", State);
        var (exitCode, output, error) = await simulator.EndAsync();
        exitCode.ShouldBe(0, error);
        output.Split('\n').Count(line => line.StartsWith("R,", StringComparison.Ordinal)).ShouldBe(360 * 4);
        error.ShouldStartWith("progress 0\n");
        error.ShouldEndWith("progress 100\n");
        File.Exists(State).ShouldBeTrue();
    }

    [Fact]
    public async Task Simulate_prints_the_figures_of_a_run()
    {
        using var simulator = new SimulatorProcess("simulate", "nested-boards", "--rule", "slices", "--days", "0.3", "--json");
        var (exitCode, output, error) = await simulator.EndAsync();
        exitCode.ShouldBe(0, error);
        var figures = JsonNode.Parse(output)!;
        (figures["rule"]!.GetValue<string>(), figures["simulatedS"]!.GetValue<double>(), figures["visitList"]).ShouldBe(("slices", 25_920, null));
    }

    [Fact]
    public async Task Simulate_lists_what_it_brings_along()
    {
        using var simulator = new SimulatorProcess("simulate", "list");
        var (_, output, _) = await simulator.EndAsync();
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeGreaterThanOrEqualTo(27);
        output.ShouldContain("forty-cars             Forty cars plug in within five minutes behind 125 A.");
    }

    [Theory]
    [InlineData("There is no scenario or file 'no-site'", "simulate", "no-site")]
    [InlineData("There is no rule 'lottery'", "simulate", "night-garage", "--rule", "lottery")]
    [InlineData("--days '-1' is no number above 0", "simulate", "night-garage", "--days", "-1")]
    [InlineData("'--dayz' is no option", "simulate", "night-garage", "--dayz", "3")]
    public async Task A_run_that_cannot_be_is_told_in_one_sentence(string why, params string[] arguments)
    {
        using var simulator = new SimulatorProcess(arguments);
        var (exitCode, output, error) = await simulator.EndAsync();
        (exitCode, output).ShouldBe((2, ""));
        error.ShouldStartWith(why);
        error.Trim().ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("history", "--config", "x.json", "--frm", "2026-11-02T00:00:00Z")]
    [InlineData("history", "--config", "x.json")]
    [InlineData("run")]
    [InlineData("dance")]
    public async Task Wrong_words_end_with_code_2(params string[] arguments)
    {
        using var simulator = new SimulatorProcess(arguments);
        var (exitCode, _, error) = await simulator.EndAsync();
        exitCode.ShouldBe(2);
        error.ShouldNotBeEmpty();
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string State => Path.Combine(_folder, "state.json");

    private string Write(int[] ports)
    {
        var path = Path.Combine(_folder, "simulator.json");
        File.WriteAllText(path, JsonSerializer.Serialize(new
        {
            seed = 3,
            meterPort = ports[0],
            meters = new object[] { new { id = Ids.Grid, kind = "grid", unit = 1 }, new { id = Ids.Production, kind = "production", unit = 2 } },
            stations = new object[]
            {
                new { id = Ids.Station, name = "A1", model = "keba-p30", port = ports[1], phases = 3, rotation = "123", maximumA = 16, card = "04A1B2C3D4" },
                new { id = new Guid("01900000-0000-7000-8000-0000000000b1"), name = "B1", model = "goe-http-v2", port = ports[2] },
            },
        }));
        return path;
    }

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        int[] ports = [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        listeners.ForEach(listener => listener.Dispose());
        return ports;
    }
}
