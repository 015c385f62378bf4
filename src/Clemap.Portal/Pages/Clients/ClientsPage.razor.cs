using Clemap.Platform.Clients;
using Clemap.Platform.Http;
using Clemap.Platform.Licences;
using Clemap.Platform.Organisations;
using Clemap.Portal.Culture;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;

namespace Clemap.Portal.Pages.Clients;

/// <summary>The organisation's API clients: make one, see what is in use, replace and revoke secrets, end.</summary>
public sealed partial class ClientsPage : ComponentBase
{
    private const int UsualDays = 365;
    private static readonly int[] Days = [30, 90, 180, UsualDays, 730];
    private static readonly TimeSpan Soon = TimeSpan.FromDays(30);
    private static readonly TimeZoneInfo Zone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Zurich");

    private readonly HashSet<string> _scopes = [ApiScope.ReadSites];
    private IReadOnlyList<ApiClientView>? _clients;
    private IReadOnlyList<string> _grantable = [];
    private NewApiClientSecret? _made;
    private Guid? _asked;
    private string _name = "";
    private int _validDays = UsualDays;
    private string _told = "";
    private bool _failed;
    private bool _busy;
    private bool _isLicensed;

    [Inject] private TimeProvider Time { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        if (!RendererInfo.IsInteractive)
            return;
        var person = await Scope.PersonAsync();
        _grantable = [.. ApiScope.All.Where(scope => Permission.ReachOf(person, ApiScope.PermissionOf(scope)!).IsWhole)];
        _isLicensed = await Scope.RunAsync(
            Permission.ManageClients, (services, token) => services.GetRequiredService<ILicences>().HasAsync(LicenceOption.ApiClients, token), CancellationToken.None);
        await ReadAsync();
    }

    private Task<T> AsAsync<T>(Func<IApiClients, CancellationToken, Task<T>> operation) =>
        Scope.RunAsync(Permission.ManageClients, (services, token) => operation(services.GetRequiredService<IApiClients>(), token), CancellationToken.None);

    private async Task ReadAsync() => _clients = await AsAsync((clients, token) => clients.ListAsync(token));

    private void Tick(string scope, bool has)
    {
        if (has)
            _scopes.Add(scope);
        else
            _scopes.Remove(scope);
    }

    private Task MakeAsync() => BusyAsync(async () =>
    {
        var (made, broken) = await AsAsync((clients, token) => clients.MakeAsync(new(_name, [.. _scopes], _validDays), token));
        return Show(made, broken, made is null ? "" : Text["Made", made.ClientName]);
    });

    private Task AddSecretAsync(ApiClientView client) => BusyAsync(async () =>
    {
        var (made, broken) = await AsAsync((clients, token) => clients.AddSecretAsync(client.Id, UsualDays, token));
        return Show(made, broken, Text["SecretAdded", client.Name]);
    });

    private Task RevokeAsync(ApiClientView client, ApiClientSecretView secret) => BusyAsync(async () =>
        await AsAsync((clients, token) => clients.RevokeSecretAsync(client.Id, secret.Id, token)) ? (true, Text["Revoked", client.Name]) : (false, Text["Gone"]));

    private Task EndAsync(ApiClientView client) => BusyAsync(async () =>
    {
        if (!await AsAsync((clients, token) => clients.EndAsync(client.Id, token)))
            return (false, Text["Gone"]);
        if (_made?.ClientId == client.Id)
            _made = null;
        return (true, Text["Ended", client.Name]);
    });

    private (bool Done, string Told) Show(NewApiClientSecret? made, BrokenRule? broken, string told)
    {
        if (made is null)
            return (false, broken is null ? Text["Gone"] : Text["Broken." + broken.Code]);
        (_made, _name) = (made, "");
        return (true, told);
    }

    private async Task BusyAsync(Func<Task<(bool Done, string Told)>> work)
    {
        _busy = true;
        try
        {
            var (done, told) = await work();
            (_failed, _told) = (!done, told);
            _asked = null;
            await ReadAsync();
        }
        finally
        {
            _busy = false;
        }
    }

    private bool EndsSoon(ApiClientSecretView secret) => secret.ExpiresAt - Time.GetUtcNow() < Soon;

    private string Standing(ApiClientSecretView secret) => Text[secret.Expired ? "Expired" : "Until", SwissFormat.Date(secret.ExpiresAt, Zone)];

    private static string Made(ApiClientSecretView secret) => SwissFormat.DateAndTime(secret.MadeAt, Zone);

    private string Used(DateTimeOffset? at) => at is { } known ? Text["Used", SwissFormat.DateAndTime(known, Zone)] : Text["NeverUsed"];
}
