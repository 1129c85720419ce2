/** The end on TRON: a share to an exchange, a share frozen by the issuer, a share at rest. */
import { transact } from '../account-story.ts';
import { background } from '../background.ts';
import { type Cast, dollars, TRON, TRX } from '../cast.ts';
import { address, balanceOf, evidenceOf, type Lab, wait } from '../lab.ts';

export const ISSUER = 'Laboratory Issuer';

export function tronEndgame(lab: Lab, cast: Cast, at: string): void {
  lab.scene = 'gas-funding';
  const bystander = cast.people.get(TRON)!.find((person) => balanceOf(lab, person, TRX.id) > dollars(300))!;
  transact(lab, TRON, bystander, [{ asset: TRX.id, from: bystander, to: at, amount: dollars(120) }]);
  wait(lab, 2);

  const amount = balanceOf(lab, at, cast.usdt.id);
  const frozen = address(lab, TRON);
  lab.scene = 'freeze';
  transact(
    lab,
    TRON,
    at,
    [{ asset: cast.usdt.id, from: at, to: frozen, amount: (amount * 40n) / 100n }],
    [],
    { heavy: true },
  );
  lab.scene = 'tron-deposit';
  transact(
    lab,
    TRON,
    at,
    [{ asset: cast.usdt.id, from: at, to: cast.deposit.tron, amount: (amount * 35n) / 100n }],
    [],
    { heavy: true },
  );
  background(lab, cast, 3);
  lab.freezes.push({
    chain: TRON.id,
    address: frozen,
    asset: cast.usdt.id,
    frozen: true,
    time: lab.now,
    by: ISSUER,
    evidence: evidenceOf('the issuer answered the exchange within two hours'),
  });
  wait(lab, 40);
  background(lab, cast, 8);
}
