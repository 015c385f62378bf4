using Clemap.Platform.Http;
using Clemap.Platform.Support;

namespace Clemap.Portal.Tests;

internal sealed class SupportWorld : ISupportAccess
{
    public List<SupportAccessView> All { get; } = [];

    public Task<IReadOnlyList<SupportAccessView>> ListAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<SupportAccessView>>([.. All]);

    public Task<(SupportAccessView? Access, BrokenRule? Broken)> GrantAsync(SupportWish wish, CancellationToken cancellationToken)
    {
        var made = new SupportAccessView(World.Id(0xc0 + All.Count), wish.MayChange, "Regula Frei", World.Now, World.Now.AddHours(wish.Hours), null, true);
        All.Add(made);
        return Task.FromResult<(SupportAccessView?, BrokenRule?)>((made, null));
    }

    public Task<bool> RevokeAsync(Guid id, CancellationToken cancellationToken)
    {
        var index = All.FindIndex(access => access.Id == id);
        All[index] = All[index] with { RevokedAt = World.Now, IsOpen = false };
        return Task.FromResult(true);
    }
}
