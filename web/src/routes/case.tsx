/** A recorded case without an incident: the laboratory. */
import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useTitle } from '../i18n/index.ts';
import { CaseView } from './case-view.tsx';

export function Case() {
  const { id } = useParams({ from: '/cases/$id' });
  const search = useSearch({ from: '/cases/$id' });
  const navigate = useNavigate({ from: '/cases/$id' });
  useTitle(`${id} · Ashiato`);
  return (
    <div className="page">
      <CaseView
        id={id}
        search={search}
        set={(patch) =>
          void navigate({ search: (before) => ({ ...before, ...patch }), replace: true, resetScroll: false })
        }
      />
    </div>
  );
}
