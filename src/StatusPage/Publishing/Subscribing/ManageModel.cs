using StatusPage.Components;
using StatusPage.Publishing.Pages;

namespace StatusPage.Publishing.Subscribing;

/// <summary>What the page of one subscription shows.</summary>
internal sealed record ManageModel(string Token, string Address, SubscribeInput Input, IReadOnlyDictionary<string, string> Errors, Catalogue Catalogue, bool Saved);
