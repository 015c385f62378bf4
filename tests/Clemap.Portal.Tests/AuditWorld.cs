using Clemap.Platform.Audit;

namespace Clemap.Portal.Tests;

internal sealed class AuditWorld : IAudit
{
    public List<AuditFilter> Asked { get; } = [];

    public AuditPage Answer { get; set; } = new([], null);

    public Task<AuditPage> FindAsync(AuditFilter filter, CancellationToken cancellationToken)
    {
        Asked.Add(filter);
        return Task.FromResult(Answer);
    }

    public IAsyncEnumerable<AuditView> ExportAsync(AuditFilter filter, CancellationToken cancellationToken) => Answer.Entries.ToAsyncEnumerable();
}
