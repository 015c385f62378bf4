using System.Collections.Concurrent;
using System.Text.Json;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Stations;
using Clemap.Edge.Stations.Salia;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace Clemap.Edge.Tests.Stations.Salia;

public sealed class HardyBarthSaliaTests : IAsyncLifetime
{
    private readonly ConcurrentQueue<string> put = new();
    private readonly FakeTimeProvider clock = new();
    private readonly HttpClient http = new();
    private string mode = "eco";
    private string limit = "16";
    private string paused = "0";
    private string pilot = "C";
    private string result = "ok";
    private bool keepsMode;
    private (string L1, string L2, string L3) current = ("5000", "5000", "4770");
    private (string L1, string L2, string L3, string Total) power = ("10750", "10730", "10440", "31920");
    private RestStation? server;
    private HardyBarthSalia? station;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RestStation.StartAsync(async context =>
        {
            if (context.Request is { Method: "GET", Path.Value: "/api" })
                await Results.Text(Tree(), "application/json").ExecuteAsync(context);
            else if (context.Request is { Method: "PUT", Path.Value: "/api/secc" })
                await PutAsync(context);
            else
                context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
        station = new HardyBarthSalia(http, server.Address, clock);
    }

    [Fact]
    public async Task Read_takes_mA_and_tenths_of_W_where_current_and_power_say_so()
    {
        var sample = await station!.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L3!.Value.ShouldBe(4.77, 0.001);
        sample.ActiveW.L1!.Value.ShouldBe(1_075, 0.001);
        sample.ImportWh.ShouldBe(4_658_050);
        sample.AppliedLimitA.ShouldBe(6);
        sample.Card.ShouldBeNull();
    }

    [Fact]
    public async Task Read_takes_A_and_W_where_current_and_power_say_so()
    {
        (current, power) = (("15.9", "16", "15.8"), ("3650", "3660", "3640", "10950"));

        var sample = await station!.ReadAsync(Cancellation);

        sample.CurrentA.L2.ShouldBe(16);
        sample.ActiveW.L1.ShouldBe(3_650);
    }

    // 40 may be mA of an idle station or the current of a car that nobody may overlook.
    [Fact]
    public async Task What_may_be_mA_or_A_is_missing_until_a_car_has_charged_and_known_from_then_on()
    {
        (current, power, pilot) = (("40", "40", "40"), ("0", "0", "0", "0"), "B");
        var idle = await station!.ReadAsync(Cancellation);
        (idle.State, idle.CurrentA.L1, idle.ImportWh).ShouldBe((StationState.Occupied, null, 4_658_050));

        (current, power, pilot) = (("16000", "16000", "16000"), ("36800", "36800", "36800", "110400"), "C");
        (await station.ReadAsync(Cancellation)).CurrentA.L1.ShouldBe(16);

        (current, power, pilot) = (("40", "40", "40"), ("0", "0", "0", "0"), "B");
        (await station.ReadAsync(Cancellation)).CurrentA.L1.ShouldBe(0.04);
    }

    [Fact]
    public async Task Nothing_at_all_is_zero_in_any_unit()
    {
        (current, power, pilot) = (("0", "0", "0"), ("0", "0", "0", "0"), "A");

        var sample = await station!.ReadAsync(Cancellation);

        (sample.State, sample.CurrentA.L1, sample.ActiveW.L2).ShouldBe((StationState.Free, 0, 0));
    }

    [Fact]
    public async Task Orders_are_whole_amperes_in_manual_mode_with_a_heartbeat()
    {
        await station!.PrepareAsync(Cancellation);
        put.ShouldBe(["salia/chargemode=manual"]);
        put.Clear();

        await station.OrderAsync(12.9, Cancellation);
        put.ShouldBe(["salia/heartbeat=alive", "grid_current_limit=12"]);
        put.Clear();

        for (int second = 0; second < 21; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await station.ReadAsync(Cancellation);
            (await station.OrderAsync(12.9, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        }
        put.ShouldBe(["salia/heartbeat=alive", "salia/heartbeat=alive"]);
        put.Clear();

        await station.OrderAsync(5.9, Cancellation);
        put.ShouldBe(["grid_current_limit=0"]);
    }

    [Fact]
    public async Task A_station_that_went_back_to_its_own_mode_is_taken_again_and_one_that_was_paused_is_released()
    {
        await station!.PrepareAsync(Cancellation);
        await station.OrderAsync(12, Cancellation);
        (mode, paused) = ("eco", "1");
        put.Clear();

        for (int second = 0; second < 3; second++)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            await station.ReadAsync(Cancellation);
            await station.OrderAsync(12, Cancellation);
        }

        put.ShouldBe(["salia/chargemode=manual", "salia/pausecharging=0"]);
    }

    [Fact]
    public async Task What_is_refused_is_a_failure_and_a_mode_that_does_not_change_is_said()
    {
        keepsMode = true;
        (await Should.ThrowAsync<StationException>(() => station!.PrepareAsync(Cancellation))).Message.ShouldContain("'eco'");
        result = "error";
        (await Should.ThrowAsync<StationException>(() => station!.OrderAsync(10, Cancellation))).Message.ShouldContain("salia/heartbeat=alive: error");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server!.DisposeAsync();
    }

    private async Task PutAsync(HttpContext context)
    {
        context.Request.ContentLength.ShouldNotBeNull("a small web server knows no chunks");
        var body = (await context.Request.ReadFromJsonAsync<Dictionary<string, string>>(Cancellation))!;
        foreach (var (key, value) in body)
        {
            put.Enqueue($"{key}={value}");
            (mode, limit, paused) = key switch
            {
                "salia/chargemode" when !keepsMode => (value, limit, paused),
                "grid_current_limit" => (mode, value, paused),
                "salia/pausecharging" => (mode, limit, value),
                _ => (mode, limit, paused),
            };
        }
        await context.Response.WriteAsJsonAsync(new { result }, Cancellation);
    }

    /// <summary>As a board with software 1.50 shows itself, shortened.</summary>
    private string Tree() => JsonSerializer.Serialize(new
    {
        device = new { modelname = "Salia PLCC Slave", software_version = "1.50.0" },
        secc = new
        {
            port0 = new
            {
                ci = new
                {
                    evse = new { basic = new { grid_current_limit = new { actual = "16" }, phase_count = "3", offered_current_limit = "6.0" } },
                    charge = new { cp = new { status = pilot }, plug = new { status = "locked" } },
                },
                salia = new { chargemode = mode, pausecharging = paused },
                metering = new
                {
                    meter = new { available = "1" },
                    power = new
                    {
                        active = new { ac = new { l1 = Actual(power.L1), l2 = Actual(power.L2), l3 = Actual(power.L3) } },
                        active_total = Actual(power.Total),
                    },
                    current = new { ac = new { l1 = Actual(current.L1), l2 = Actual(current.L2), l3 = Actual(current.L3) } },
                    energy = new { active_total = Actual("4658050") },
                },
                grid_current_limit = limit,
            },
        },
    });

    private static object Actual(string value) => new { actual = value };
}
