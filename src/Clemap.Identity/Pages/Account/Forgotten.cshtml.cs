using Clemap.Identity.Accounts;
using Clemap.Identity.Letters;
using Microsoft.AspNetCore.Authorization;

namespace Clemap.Identity.Pages.Account;

[AllowAnonymous]
[OwnPasswordsOnly]
internal sealed class ForgottenModel(LetterQueue letters, LetterLimits limits) : LetterPage(letters, limits, LetterKind.Reset);
