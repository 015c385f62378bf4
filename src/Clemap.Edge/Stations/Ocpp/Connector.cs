using Clemap.Contracts.Telemetry;

namespace Clemap.Edge.Stations.Ocpp;

/// <summary>What a device said last of one of its connectors. Written by the one that answers the device's calls, read by the control loop.</summary>
internal sealed class Connector(int id, int phases, TimeProvider time)
{
    /// <summary>A message that was kept while there was no connection tells of the past.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan OneMoment = TimeSpan.FromSeconds(2);

    private ConnectorView view = new();

    public int Id => id;

    public int Phases => phases;

    public ConnectorView View
    {
        get => Volatile.Read(ref view);
        private set => Volatile.Write(ref view, value);
    }

    public void See(StatusNotification status)
    {
        View = View with { Status = status.Status, Fault = FaultOf(status) };
        if (status.Status is "Available" or "Reserved")
            View = View with { Transaction = null };
    }

    public void Begin(OcppTransaction transaction) =>
        View = View with { Transaction = transaction, ImportWh = Math.Max(View.ImportWh ?? 0, transaction.MeterStartWh) };

    public void End(int transactionId, double? meterStopWh)
    {
        if (View.Transaction?.Id == transactionId)
            View = View with { Transaction = null, ImportWh = meterStopWh ?? View.ImportWh };
    }

    public void See(MeterValues message)
    {
        // One message may carry several moments, or one moment in parts.
        var moments = message.MeterValue ?? [];
        var now = time.GetUtcNow();
        var newest = moments.Max(moment => moment.Timestamp) ?? now;
        var values = MeasuredValues.Of(
            moments.Where(moment => newest - (moment.Timestamp ?? newest) < OneMoment).SelectMany(moment => moment.SampledValue ?? []), phases);
        View = View with { ImportWh = values.ImportWh ?? View.ImportWh, ExportWh = values.ExportWh ?? View.ExportWh };
        if (now - newest > Late)
            return;
        View = View with
        {
            Measured = values,
            MeasuredAt = time.GetTimestamp(),
            Status = View.Status ?? (message.TransactionId is null ? null : "Charging"), // some never tell it again after this controller started
        };
    }

    /// <summary>The words of the standard → the words of the product.</summary>
    public static StationState StateOf(string status, double? currentA) => status switch
    {
        "Available" or "Reserved" => StationState.Free,
        "Preparing" or "SuspendedEV" or "SuspendedEVSE" or "Finishing" => StationState.Occupied,
        "Charging" => currentA is null ? StationState.Charging : PilotState.Of('C', currentA),
        _ => StationState.NotInOperation,
    };

    private static string? FaultOf(StatusNotification status) => status.Status is "Faulted"
        ? string.Join(' ', new[] { status.ErrorCode, status.VendorErrorCode, status.Info }.Where(text => !string.IsNullOrEmpty(text)))
        : null;
}

/// <param name="MeasuredAt">A timestamp of the clock that never steps.</param>
internal sealed record ConnectorView(
    string? Status = null, string? Fault = null, MeasuredValues? Measured = null, long MeasuredAt = 0, double? ImportWh = null, double? ExportWh = null,
    OcppTransaction? Transaction = null);
