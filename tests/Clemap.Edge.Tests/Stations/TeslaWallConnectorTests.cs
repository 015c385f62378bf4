using System.Globalization;
using Clemap.Contracts.Telemetry;
using Clemap.Edge.Configuration;
using Clemap.Edge.Stations;
using Clemap.Edge.Tests.ControlLoop;
using Microsoft.AspNetCore.Http;

namespace Clemap.Edge.Tests.Stations;

public sealed class TeslaWallConnectorTests : IAsyncLifetime
{
    private readonly HttpClient http = new();
    private bool isConnected = true;
    private bool isClosed = true;
    private double currentA = 15.9;
    private RestStation? server;
    private TeslaWallConnector? station;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        server = await RestStation.StartAsync(context => context.Request.Path.Value switch
        {
            "/api/1/vitals" => Results.Text(Vitals(), "application/json").ExecuteAsync(context),
            "/api/1/lifetime" => Results.Text("""{"energy_wh":226802,"charge_starts":42}""", "application/json").ExecuteAsync(context),
            _ => Results.NotFound().ExecuteAsync(context),
        });
        station = new TeslaWallConnector(http, server.Address, maximumA: 16, TimeProvider.System);
    }

    [Fact]
    public async Task Read_takes_the_vitals_and_the_lifetime_energy()
    {
        var sample = await station!.ReadAsync(Cancellation);

        sample.State.ShouldBe(StationState.Charging);
        sample.CurrentA.L3.ShouldBe(15.9);
        sample.VoltageV.L1.ShouldBe(230.1);
        sample.ImportWh.ShouldBe(226_802);
        sample.AppliedLimitA.ShouldBe(16);

        (isClosed, currentA) = (false, 0);
        (await station.ReadAsync(Cancellation)).State.ShouldBe(StationState.Occupied);
        isConnected = false;
        (await station.ReadAsync(Cancellation)).State.ShouldBe(StationState.Free);
    }

    [Fact]
    public async Task Only_its_maximum_is_ever_acknowledged()
    {
        (await station!.OrderAsync(16, Cancellation)).ShouldBe(OrderOutcome.Confirmed);
        (await station.OrderAsync(15, Cancellation)).ShouldBe(OrderOutcome.Deferred);
        (await station.OrderAsync(0, Cancellation)).ShouldBe(OrderOutcome.Deferred);
    }

    [Fact]
    public async Task Nobody_else_gets_what_it_can_take_even_when_no_car_is_there()
    {
        (isConnected, isClosed, currentA) = (false, false, 0);
        await using var garage = new Garage(1, site => site with
        {
            Stations =
            [
                .. site.Stations,
                site.Stations[0] with
                {
                    Id = TestSite.Station(2),
                    Name = "Wall Connector",
                    Model = "tesla-twc3",
                    Port = server!.Address.Port,
                    MinimumA = 16,
                    MaximumA = 16,
                    FallbackA = 16,
                },
            ],
        });
        ConfigurationRules.Check(garage.Configuration).ShouldBeEmpty();

        await garage.CycleAsync(10);

        garage.Order(1).ShouldBeInRange(12, 40 - 5 - 16);
        var told = garage.Live.Latest!.Stations.Single(shown => shown.Name == "Wall Connector");
        (told.State, told.AppliedA, told.Problem).ShouldBe((StationState.Free, 16, null));
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await server!.DisposeAsync();
    }

    private string Vitals() => string.Create(CultureInfo.InvariantCulture, $$"""
        {"contactor_closed":{{(isClosed ? "true" : "false")}},"vehicle_connected":{{(isConnected ? "true" : "false")}},"session_s":3813,"grid_v":230.1,"grid_hz":49.98,
         "currentA_a":{{currentA}},"currentB_a":{{currentA}},"currentC_a":{{currentA}},"voltageA_v":230.1,"voltageB_v":229.8,"voltageC_v":231.0,
         "session_energy_wh":3460.2,"evse_state":11}
        """);
}
