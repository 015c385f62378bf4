using System.Text.Json.Serialization;
using Clemap.Edge.ControlLoop;
using Clemap.Edge.Meters;

namespace Clemap.Edge.Stations;

/// <summary>
/// Tesla Wall Connector, third generation, over its local REST interface. It tells what it does and takes no orders: it is planned at its maximum at all
/// times, and the others share what that leaves.
/// </summary>
/// <param name="maximumA">What it was set to by its own commissioning.</param>
internal sealed class TeslaWallConnector(HttpClient http, Uri address, double maximumA, TimeProvider time) : IStation
{
    public int Generation => 1;

    public double? StepA => null;

    public TimeSpan? FallbackTime => null;

    public Task PrepareAsync(CancellationToken cancellation) => Task.CompletedTask;

    public async Task<StationSample> ReadAsync(CancellationToken cancellation)
    {
        var vitals = await http.GetFromJsonAsync(new Uri(address, "/api/1/vitals"), TeslaJson.Default.TeslaVitals, cancellation);
        if (vitals is not { VehicleConnected: { } isConnected, ContactorClosed: { } isClosed })
            throw new StationException(
                ProblemCodes.ValueMissing, "The Wall Connector answered without vehicle_connected and contactor_closed.", "vehicle_connected, contactor_closed");
        var lifetime = await http.GetFromJsonAsync(new Uri(address, "/api/1/lifetime"), TeslaJson.Default.TeslaLifetime, cancellation);
        var currentA = new PhaseValues(vitals.CurrentA, vitals.CurrentB, vitals.CurrentC);
        var voltageV = new PhaseValues(vitals.VoltageA, vitals.VoltageB, vitals.VoltageC);
        return new StationSample
        {
            At = time.GetUtcNow(),
            State = PilotState.Of(isClosed ? 'C' : isConnected ? 'B' : 'A', currentA.Dominant),
            VoltageV = voltageV,
            CurrentA = currentA,
            ApparentVA = Power.Apparent(voltageV, currentA),
            ImportWh = lifetime?.EnergyWh is { } wh and >= 0 ? (long)Math.Floor(wh) : null,
            SessionWh = vitals.SessionWh,
            AppliedLimitA = maximumA,
        };
    }

    /// <returns>That it has its maximum; a lower order is never acknowledged, so that nobody else gets the difference.</returns>
    public Task<OrderOutcome> OrderAsync(double limitA, CancellationToken cancellation) =>
        Task.FromResult(limitA >= maximumA ? OrderOutcome.Confirmed : OrderOutcome.Deferred);
}

/// <summary>Names are the maker's.</summary>
internal sealed record TeslaVitals
{
    [JsonPropertyName("contactor_closed")] public bool? ContactorClosed { get; init; }
    [JsonPropertyName("vehicle_connected")] public bool? VehicleConnected { get; init; }
    [JsonPropertyName("session_energy_wh")] public double? SessionWh { get; init; }
    [JsonPropertyName("currentA_a")] public double? CurrentA { get; init; }
    [JsonPropertyName("currentB_a")] public double? CurrentB { get; init; }
    [JsonPropertyName("currentC_a")] public double? CurrentC { get; init; }
    [JsonPropertyName("voltageA_v")] public double? VoltageA { get; init; }
    [JsonPropertyName("voltageB_v")] public double? VoltageB { get; init; }
    [JsonPropertyName("voltageC_v")] public double? VoltageC { get; init; }
}

internal sealed record TeslaLifetime
{
    [JsonPropertyName("energy_wh")] public double? EnergyWh { get; init; }
}

[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(TeslaVitals))]
[JsonSerializable(typeof(TeslaLifetime))]
internal sealed partial class TeslaJson : JsonSerializerContext;
