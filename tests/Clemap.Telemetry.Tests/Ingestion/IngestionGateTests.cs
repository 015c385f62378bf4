using Clemap.Telemetry.Ingestion;

namespace Clemap.Telemetry.Tests.Ingestion;

public sealed class IngestionGateTests
{
    private static readonly Guid Noisy = Guid.CreateVersion7();
    private static readonly Guid Quiet = Guid.CreateVersion7();

    private readonly IngestionGate gate = new(requests: 8, bytes: 4_000);

    [Fact]
    public void A_noisy_organisation_has_its_quarter_and_the_others_come_in()
    {
        gate.Enter(Noisy).Admission.ShouldBe(Admission.Granted);
        gate.Enter(Noisy).Admission.ShouldBe(Admission.Granted);
        gate.Enter(Noisy).Admission.ShouldBe(Admission.OrganisationFull);
        gate.Enter(Quiet).Admission.ShouldBe(Admission.Granted);
    }

    [Fact]
    public void Bytes_count_for_an_organisation_and_for_all()
    {
        using var pass = gate.Enter(Noisy);
        pass.Take(1_000);
        Should.Throw<NoRoomException>(() => pass.Take(1)).Admission.ShouldBe(Admission.OrganisationFull);
        foreach (var _ in Enumerable.Range(0, 3))
            gate.Enter(Guid.CreateVersion7()).Take(1_000);
        Should.Throw<NoRoomException>(() => gate.Enter(Quiet).Take(1)).Admission.ShouldBe(Admission.Full);
        pass.Dispose();
        gate.Enter(Quiet).Take(1_000);
    }

    [Fact]
    public void Large_bodies_leave_room_for_small_ones_and_each_that_is_allowed_fits()
    {
        var wide = new IngestionGate();
        using var largest = wide.Enter(Noisy, isLarge: true);
        largest.Take(2 * BatchBody.MaximumBytes);
        Should.Throw<NoRoomException>(() => largest.Take(1)).Admission.ShouldBe(Admission.OrganisationFull);
        wide.Enter(Noisy).Admission.ShouldBe(Admission.Granted);

        gate.Enter(Noisy, isLarge: true).Admission.ShouldBe(Admission.Granted);
        gate.Enter(Quiet, isLarge: true).Admission.ShouldBe(Admission.Full);
        gate.Enter(Quiet).Admission.ShouldBe(Admission.Granted);
    }

    [Fact]
    public void What_was_not_let_in_gives_nothing_back_and_a_pass_only_once()
    {
        var passes = new[] { gate.Enter(Noisy), gate.Enter(Noisy), gate.Enter(Noisy) };
        passes[2].Dispose();
        gate.Enter(Noisy).Admission.ShouldBe(Admission.OrganisationFull);
        passes[0].Dispose();
        passes[0].Dispose();
        gate.Enter(Noisy).Admission.ShouldBe(Admission.Granted);
        gate.Enter(Noisy).Admission.ShouldBe(Admission.OrganisationFull);
    }
}
