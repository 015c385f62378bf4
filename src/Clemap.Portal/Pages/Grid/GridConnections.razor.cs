using Clemap.Platform.GridCommands;
using Clemap.Platform.GridCommands.OpenAdr;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Grid;

/// <summary>Connections to OpenADR servers, for whoever may connect the organisation.</summary>
public sealed partial class GridConnections : ComponentBase, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<Guid, string?> _called = [];
    private IReadOnlyList<OpenAdrConnection>? _connections;
    private Guid? _asked;
    private string _name = "";
    private string _url = "";
    private string _tokenUrl = "";
    private string _client = "";
    private string _secret = "";
    private string _program = "";
    private string _told = "";
    private bool _isNew;
    private bool _failed;
    private bool _busy;

    /// <summary>That events can be for.</summary>
    [Parameter, EditorRequired] public IReadOnlyList<GridTargetSite> Sites { get; set; } = [];

    [Inject] private TimeProvider Time { get; set; } = null!;

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    protected override async Task OnInitializedAsync()
    {
        await ReadAsync();
        _ = FollowAsync();
    }

    private Task<T> AsAsync<T>(Func<IOpenAdr, CancellationToken, Task<T>> operation) =>
        Scope.RunAsync(Permission.ConnectGrid, (services, token) => operation(services.GetRequiredService<IOpenAdr>(), token), CancellationToken.None);

    private async Task ReadAsync() => _connections = await AsAsync((connections, token) => connections.ListAsync(token));

    private async Task FollowAsync()
    {
        using var timer = new PeriodicTimer(LookEvery, Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await InvokeAsync(async () =>
                {
                    if (_busy || _connections is not { Count: > 0 })
                        return;
                    await ReadAsync();
                    StateHasChanged();
                });
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
        catch (Exception exception)
        {
            await InvokeAsync(() => DispatchExceptionAsync(exception));
        }
    }

    private Task MakeAsync() => BusyAsync(async () =>
    {
        var targets = Sites.Where(site => !string.IsNullOrWhiteSpace(_called.GetValueOrDefault(site.SiteId)))
            .GroupBy(site => _called[site.SiteId]!.Trim(), site => site.SiteId).Select(named => new OpenAdrTarget(null, named.Key, new([.. named]))).ToList();
        var made = await AsAsync((connections, token) => connections.MakeAsync(new(_name, _url.Trim(), _tokenUrl.Trim(), _client, _secret, null, null, _program, targets), token));
        if (made.Connection is not { } connection)
            return (false, Broken(made.Broken[0].Field, made.Broken[0].Code, made.Broken[0].Message));
        (_isNew, _name, _url, _tokenUrl, _client, _secret, _program) = (false, "", "", "", "", "", "");
        _called.Clear();
        await ReadAsync();
        return (true, Text["Made", connection.Name]);
    });

    private Task EndAsync(OpenAdrConnection connection) => BusyAsync(async () =>
    {
        await AsAsync((connections, token) => connections.EndAsync(connection.Id, token));
        _asked = null;
        await ReadAsync();
        return (true, Text["Ended", connection.Name]);
    });

    private async Task BusyAsync(Func<Task<(bool Done, string Told)>> work)
    {
        _busy = true;
        try
        {
            var (done, told) = await work();
            (_failed, _told) = (!done, told);
        }
        finally
        {
            _busy = false;
        }
    }

    private string Broken(string field, string code, string message) => (field, code) switch
    {
        ("url" or "tokenUrl", _) => Text["Broken.address"],
        ("targets", "required") => Text["Broken.targets"],
        _ => message,
    };

    private string Standing(OpenAdrState state) => state switch
    {
        { Error: { } error } => Text["Error." + error] is { ResourceNotFound: false } known ? known.Value : state.Detail!,
        { LastPollAt: null } => Text["Asking"],
        _ => Text["Standing", SwissFormat.DateAndTime(state.LastPollAt.Value, Zone), SwissFormat.Count(state.Events), SwissFormat.Count(state.Commands)],
    };
}
