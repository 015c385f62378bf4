using Clemap.Platform.Audit;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Audit;

/// <summary>Who did what in the organisation, searched and paged.</summary>
public sealed partial class AuditPage : ComponentBase
{
    private const int MostChanges = 30;
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private Platform.Audit.AuditPage? _page;
    private AuditFilter _asked = new();
    private string _who = "";
    private string _action = "";
    private string _what = "";
    private DateOnly? _from;
    private DateOnly? _to;
    private bool _busy;

    protected override async Task OnInitializedAsync()
    {
        if (RendererInfo.IsInteractive)
            await ReadAsync(_asked);
    }

    private Task SearchAsync() => ReadAsync(new(_who, _action, _what, Midnight(_from), Midnight(_to?.AddDays(1))));

    private async Task ReadAsync(AuditFilter filter)
    {
        _busy = true;
        try
        {
            _page = await Scope.RunAsync(
                Permission.ViewAudit, (services, token) => services.GetRequiredService<IAudit>().FindAsync(filter, token), CancellationToken.None);
            _asked = filter;
        }
        finally
        {
            _busy = false;
        }
    }

    private static DateTimeOffset? Midnight(DateOnly? day)
    {
        if (day is not { } known)
            return null;
        var local = known.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, Zone.GetUtcOffset(local));
    }

    /// <summary>Once where somebody did it to themselves, as by signing in.</summary>
    private string WhoAndWhat(AuditView entry)
    {
        var who = entry.ActorName ?? (entry.ActorId is { } actor ? actor.ToString() : Text["System"]);
        if (entry.BySupport)
            who = Text["BySupport", who];
        return entry.ActorId == entry.SubjectId ? who : $"{who} · {entry.SubjectName ?? entry.SubjectId.ToString()}";
    }

    private static string When(DateTimeOffset at) => SwissFormat.DateAndTime(at, Zone);
}
